import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileWords } from '../messages/hostileCards.ts';
import { layoutText } from './draw/layoutText.ts';
import { writePng } from './draw/writePng.ts';

const STYLE = { face: 'inter-400', size: 14, colour: '#000' } as const;
const CODE = { ...STYLE, face: 'mono', pill: { fill: '#eee' } } as const;
const LINE = 20;

describe('words in a picture', () => {
  it('are broken at blanks', () => {
    const { height, width } = layoutText([{ words: 'one two three four five', style: STYLE }], 100, LINE);
    expect(height).toBe(2 * LINE);
    expect(width).toBeLessThanOrEqual(100);
  });

  it('end with an ellipsis where there is no room for all', () => {
    const { height } = layoutText([{ words: 'word '.repeat(100), style: STYLE }], 100, LINE, 4);
    expect(height).toBe(4 * LINE);
  });

  it('are not parted where a style changes inside a word', () => {
    const spans = [
      { words: 'one two three (', style: STYLE },
      { words: 'four', style: CODE },
      { words: ')', style: STYLE },
    ];
    const whole = layoutText(spans, 1_000, LINE).width;
    expect(layoutText(spans, whole - 1, LINE).height).toBe(2 * LINE);
    expect(layoutText(spans.slice(1), 1_000, LINE).width).toBeLessThan(whole);
  });

  it('never leave the picture, whatever they are', () => {
    fc.assert(
      fc.property(hostileWords, fc.integer({ min: 60, max: 600 }), (words, room) => {
        const shown = words.slice(0, 500);
        const { width, height } = layoutText([{ words: shown, style: CODE }], room, LINE);
        expect(width).toBeLessThanOrEqual(room);
        expect(height).toBeGreaterThanOrEqual(LINE);
      }),
      { numRuns: 50 },
    );
  });

  it('are there to be seen, in every script that has a font, and emoji in their colours', () => {
    const blank = writePng(layoutText([{ words: ' ', style: STYLE }], 100, LINE));
    for (const words of ['Aé', 'Жя', 'Ωα', '██░', '❌', '👩‍👩‍👧'])
      expect(writePng(layoutText([{ words, style: STYLE }], 100, LINE)).length).toBeGreaterThan(
        blank.length + 50,
      );
    expect(layoutText([{ words: '❌', style: STYLE }], 100, LINE).draw(0, 0)).toContain('#dd2e44');
  });
});
