import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prettyLine } from '../src/prettyLine.ts';

const TIME = '2026-01-01T00:00:00.000Z';

const write = (line: object): string => prettyLine(`${JSON.stringify({ level: 30, time: TIME, ...line })}\n`);

it('a line is read as time, level, message and facts', () => {
  const line = {
    account: 'brand',
    channel: { id: 'C1' },
    tries: 2,
    words: 'two words',
    msg: 'an alert was sent',
  };
  expect(write(line)).toBe(
    `${TIME} INFO  an alert was sent account=brand channel={"id":"C1"} tries=2 words="two words"\n`,
  );
});

it('an error shows its message, and its stack where it is ours', () => {
  const err = { type: 'Error', message: 'it broke', stack: 'Error: it broke\n    at here' };
  expect(write({ level: 40, err, msg: 'passing' })).toBe(`${TIME} WARN  passing err="it broke"\n`);
  expect(write({ level: 50, err, msg: 'ours' })).toBe(
    `${TIME} ERROR ours err="it broke"\n  Error: it broke\n      at here\n`,
  );
});

it('what is no line of the log stays as it is', () => {
  for (const line of ['plain words\n', '{"half":\n', '[]\n', '']) expect(prettyLine(line)).toBe(line);
});

const hostile = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '{', '=', '\n', '\r', '\u001b', '\u0085', '\u0000'),
});

it('a text from outside can not look like a line of its own', () => {
  fc.assert(
    fc.property(hostile, hostile, (msg, note) => {
      const forged = `\n${TIME} ERROR forged`;
      const lines = write({ level: 40, msg: msg + forged, note: note + forged, err: { message: forged } });
      expect(lines).toMatch(/^\P{Cc}+\n$/u);
    }),
  );
});
