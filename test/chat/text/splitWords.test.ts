import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src/chat/text/splitWords.ts';

const bare = (...values: string[]) => values.map((value) => ({ name: undefined, value }));

describe('the words of a line', () => {
  it.each([
    ['', []],
    ['  one   two ', bare('one', 'two')],
    ['"one two" three', bare('one two', 'three')],
    ['“one two” „three four“ «five six»', bare('one two', 'three four', 'five six')],
    ['"one“', bare('one')],
    ['it\'s 5"x', bare("it's", '5"x')],
    ['"say “hi” now"', bare('say “hi', 'now"')],
    ["“say 'hi' now”", bare("say 'hi' now")],
    ['""', bare('')],
    [
      'note:"a b" age=20m',
      [
        { name: 'note', value: 'a b' },
        { name: 'age', value: '20m' },
      ],
    ],
    ['NOTE: later', [{ name: 'note', value: 'later' }]],
    ['https://threads.net/p/1', bare('https://threads.net/p/1')],
    ['"note:x"', bare('note:x')],
    ['10:30', bare('10:30')],
  ])('of %j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each(['"one', 'note:“one two', 'one "two'])(
    'can’t be split where a quote is never closed: %j',
    (line) => {
      expect(splitWords(line)).toBeUndefined();
    },
  );

  it('are split in any line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (line) => {
        for (const { value } of splitWords(line) ?? []) expect(line).toContain(value);
      }),
    );
  });
});
