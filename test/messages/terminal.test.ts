import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderColoured, renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { text } from '../../src/messages/text.ts';
import { CARDS, NOW } from './cards.ts';

const UNWANTED = /[^\P{Cc}\n]|\p{Bidi_Control}/u;
const READER = { commandName: 'threads', now: NOW, timeZone: 'UTC' };

describe('at a terminal', () => {
  it.each(CARDS)('%s', (_, card) => {
    expect(renderPlain(card, READER)).toMatchSnapshot();
  });

  it('removes control and bidi characters that come from outside', () => {
    const hostile = '\u001b[2J\u0007\u009b31m\r\u202e\u2066';
    const card = {
      tone: 'good',
      title: text`${hostile}`,
      body: [text`${hostile}`],
      items: [text`${hostile}`],
      buttons: [],
    } as const;
    expect(renderPlain(card, READER)).not.toMatch(UNWANTED);
    expect(stripVTControlCharacters(renderColoured(card, READER))).not.toMatch(UNWANTED);
  });
});

it.each(CARDS)('%s says what happened on its first line, in words and not by a bare code', (_, card) => {
  const [first = ''] = renderPlain(card, READER).split('\n');
  expect(first).toMatch(/^\S+ \S/);
  expect(first).not.toMatch(/(: |\b)[A-Z]+_[A-Z_]+$/);
  expect(first.length).toBeLessThanOrEqual(200);
});
