import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { ButtonNumbers } from '../../../src/chat/terminal/buttonNumbers.ts';
import { renderColoured, renderPlain } from '../../../src/chat/terminal/renderCard.ts';
import { wrapLine } from '../../../src/chat/terminal/wrapLine.ts';
import type { Text } from '../../../src/messages/text.ts';
import { CARDS, NOW } from '../../messages/cards.ts';
import { drawn } from '../../support/isThorough.ts';

const READER = { commandName: 'threads', now: NOW, timeZone: 'UTC' };
/** Columns before a continuation line. */
const MOST_INDENT = 5;
const WIDTHS = [20, 30, 40, 80, 120, 200, 300];

const wordsOf = (written: string): string[] => written.split(/\s+/).filter((word) => word !== '');
const widest = (written: string): number => Math.max(...written.split('\n').map((line) => stringWidth(line)));

describe('a line at a terminal', () => {
  it('is wrapped at words, and goes on indented', () => {
    expect(wrapLine('one two three four five six seven eight nine', 40, 2)).toBe(
      '  one two three four five six seven\n    eight nine',
    );
  });

  it('goes on behind the sign that it begins with', () => {
    expect(wrapLine('❌ one two three four five six seven eight', 40)).toBe(
      '❌ one two three four five six seven\n   eight',
    );
  });

  it('counts two columns for wide characters and for emoji', () => {
    expect(wrapLine(`${'発表 '.repeat(12)}end`, 40)).toBe(
      `${'発表 '.repeat(7).trim()}\n  ${'発表 '.repeat(5)}end`,
    );
    expect(
      wrapLine(`${'👩‍👩‍👧 '.repeat(14)}end`, 40)
        .split('\n')
        .map((line) => stringWidth(line)),
    ).toEqual([38, 8]);
  });

  it('keeps a whole id on one line, however narrow the terminal is', () => {
    expect(wrapLine('Container 17900000000000001 failed', 20, 2)).toContain(' 17900000000000001\n');
  });

  it('leaves an address whole, and cuts any other word that is longer than the line', () => {
    const address = `https://threads.net/${'a'.repeat(80)}`;
    expect(wordsOf(wrapLine(`Open ${address} now`, 40))).toEqual(['Open', address, 'now']);
    expect(widest(wrapLine('x'.repeat(500), 40))).toBeLessThanOrEqual(40);
  });

  it('is left as it is where there is no terminal', () => {
    expect(wrapLine('word '.repeat(100), undefined, 2)).toBe(`  ${'word '.repeat(100)}`);
    expect(wrapLine('one two', 0)).toBe('one two');
  });

  it('is never wider than the terminal and loses no word, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 20, max: 300 }),
        fc.nat({ max: 2 }),
        (words, columns, indent) => {
          const line = words.replaceAll(/[\p{C}\p{Z}]/gu, ' ');
          const written = wrapLine(line, columns, indent);
          expect(widest(written)).toBeLessThanOrEqual(columns);
          expect(written.replaceAll(/\s/g, '')).toBe(line.replaceAll(/\s/g, '').normalize());
        },
      ),
      { numRuns: drawn(500) },
    );
  });
});

const linesOfCode = (line: Text): string[] =>
  line.flatMap((piece) =>
    typeof piece === 'object' && piece.kind === 'block' ? piece.text.split('\n') : [],
  );

describe.each(WIDTHS)('at %i columns', (columns) => {
  it.each(CARDS)('%s fits, word for word', (_, card) => {
    const buttons = new ButtonNumbers().number('m1', card);
    const written = stripVTControlCharacters(renderColoured(card, { ...READER, buttons, columns }));
    const whole = wordsOf(renderPlain(card, { ...READER, buttons }));
    const cut = new Set(wordsOf(written));
    expect(wordsOf(written).join('')).toBe(whole.join(''));
    expect(whole.filter((word) => stringWidth(word) <= columns - MOST_INDENT && !cut.has(word))).toEqual([]);
    // Code is copied as it stands, and the terminal itself wraps what it has no room for.
    const code = new Set(card.body.flatMap(linesOfCode));
    const wrapped = written.split('\n').filter((line) => !line.includes('://') && !code.has(line));
    expect(widest(wrapped.join('\n'))).toBeLessThanOrEqual(columns);
  });
});
