import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAge, readThresholds } from '../../commands/options.ts';
import { typedCommands } from '../../commands/table.ts';
import { parseTypedDuration } from '../../commands/typedDuration.ts';
import { UserError } from '../../commands/userError.ts';
import { unwrapText } from '../../src/chat/slack/interactions/unwrapText.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import { MINUTE } from '../../src/duration.ts';
import { toPlain } from '../../src/plainText.ts';
import { findContainerIds } from '../../src/threads/containerIds.ts';
import { drawn } from '../support/isThorough.ts';

const A = '17900000000000001';
const B = '179000000000000025';

/** Zeros of some scripts: digits follow each. */
const ZEROS = ['0', '٠', '۰', '०', '০', '０', '๐', '𝟎', '𝟘', '᠐', '𞥐'];
const writtenIn = (zero: string, id: string): string =>
  [...id].map((digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit))).join('');

const group = (id: string, mark: string): string => id.replaceAll(/\B(?=(\d{3})+$)/g, mark);

/** Everything that an id is pasted with, and stays the same id. */
const DECORATIONS: readonly [what: string, decorate: (id: string) => string][] = [
  ['nothing', (id) => id],
  ['a full stop', (id) => `${id}.`],
  ['a number sign', (id) => `#${id}`],
  ['straight quotes', (id) => `"${id}"`],
  ['single quotes', (id) => `'${id}'`],
  ['German quotes', (id) => `„${id}“`],
  ['French quotes', (id) => `«${id}»`],
  ['corner brackets', (id) => `「${id}」`],
  ['code', (id) => `\`${id}\``],
  ['bold code', (id) => `**\`${id}\`**`],
  ['a spoiler', (id) => `||${id}||`],
  ['brackets', (id) => `(${id})`],
  ['an angled link', (id) => `<https://example.com/c/${id}|the container>`],
  ['a telephone link', (id) => `<tel:${id}|${id}>`],
  ['a link', (id) => `https://graph.threads.net/v1.0/${id}?fields=status`],
  ['JSON', (id) => `{"id":"${id}"}`],
  ['JSON with blanks', (id) => `{ "id": "${id}" }`],
  ['JSON with a number', (id) => `{"id":${id}}`],
  ['JSON with curly quotes', (id) => `{“id”: “${id}”}`],
  ["Meta's list", (id) => `{"data":[{"id":"${id}","owner":{"id":"17841400000000001"}}]}`],
  ["a program's record", (id) => `{'creation_id': '${id}'}`],
  ['a line of JSON', (id) => `"id":"${id}",`],
  ['a line of JSON with a blank', (id) => `"id": "${id}",`],
  ['a fence', (id) => `\`\`\`\n${id}\n\`\`\``],
  ['a fence of JSON', (id) => `\`\`\`json\n{\n  "id": "${id}"\n}\n\`\`\``],
  ['a quoted line', (id) => `> ${id}`],
  ['a bullet', (id) => `• ${id}`],
  ['a hyphen', (id) => `- ${id}`],
  ['an asterisk', (id) => `* ${id}`],
  ['the number of a list', (id) => `1. ${id}`],
  ['a soft hyphen', (id) => `${id.slice(0, 5)}\u00ad${id.slice(5)}`],
  ['marks of direction', (id) => `\u202a\u200e${id}\u202c`],
  ['a byte order mark', (id) => `\ufeff${id}`],
  ['zero-width blanks', (id) => [...id].join('\u200b')],
  ['variation selectors', (id) => [...id].join('\ufe0f')],
  ['keycaps', (id) => [...id].map((digit) => `${digit}\ufe0f\u20e3`).join('')],
  ...[',', '.', '’', "'", '\u2009', '\u202f', '\u00a0', ' ', '_', '٬'].map(
    (mark): [string, (id: string) => string] => [
      `${JSON.stringify(mark)} between the thousands`,
      (id) => group(id, mark),
    ],
  ),
  ...ZEROS.map((zero): [string, (id: string) => string] => [
    `digits like ${zero}`,
    (id) => writtenIn(zero, id),
  ]),
];

/** The ids that a line of `watch` brings, by Discord's option, by Slack's text, and at the terminal. */
const readers: readonly [platform: string, read: (pasted: string) => readonly string[]][] = [
  ['Discord', (pasted) => findContainerIds(pasted.replaceAll('\n', ' ')).ids],
  ['Slack', (pasted) => ofLine(unwrapText(escapeForSlack(pasted)))],
  ['the terminal', ofLine],
];

function ofLine(pasted: string): readonly string[] {
  const { args }: { args: { container?: string } } = parseLine(`watch ${pasted}`, typedCommands);
  expect(Object.keys(args)).toEqual(['container']);
  const { ids, others } = findContainerIds(args.container ?? '');
  expect(others).toEqual([]);
  return ids;
}

/** Links come as markup, and signs that a person typed as entities. */
function escapeForSlack(typed: string): string {
  return typed
    .split(/(<(?:https|tel):[^>]*>)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    )
    .join('');
}

describe.each(readers)('an id that is pasted on %s', (_, read) => {
  it.each(DECORATIONS)('in %s is understood', (_what, decorate) => {
    for (const id of [A, B]) expect(read(decorate(id))).toEqual([id]);
  });

  it('is understood among others, whatever each is pasted in', () => {
    const decorated = fc.record({
      id: fc.bigInt({ min: 17_900_000_000_000_000n, max: 179_999_999_999_999_999n }).map(String),
      decorate: fc.constantFrom(...DECORATIONS.map(([, decorate]) => decorate)),
    });
    const between = fc.constantFrom(', ', '\n', ' ', '، ', '、', '， ', ' ; ', '\n\n');
    fc.assert(
      fc.property(fc.array(decorated, { minLength: 2, maxLength: 6 }), between, (all, separator) => {
        // A blank between groups of digits can't be told from one between ids.
        const isBlank = separator.trim() === '';
        const write = ({ id, decorate }: (typeof all)[number]): string =>
          isBlank && /\d\s\d/.test(decorate(id)) ? id : decorate(id);
        const pasted = all.map(write).join(separator);
        expect(read(pasted)).toEqual([...new Set(all.map(({ id }) => id))]);
      }),
      { numRuns: drawn(300) },
    );
  });
});

describe('what is no id', () => {
  it.each([
    ['123456789', 'digits'],
    ['123456789012345678901', 'digits'],
    ['1', 'digits'],
    ['1.79e16', 'rounded'],
    ['1,79E+16', 'rounded'],
    ['https://www.threads.net/@brand', 'link'],
    ['{"error":{"code":24}}', 'json'],
    ['1790000x0000001', 'word'],
    ['@anna', 'word'],
    ['179,000,000,000,000,001,179,000,000,000,000,002', 'digits'],
    ['17900000000000001\u200b17900000000000002', 'digits'],
  ])('%s is named for what it is', (typed, kind) => {
    const { ids, others } = findContainerIds(typed.replace(/^1,79/, '1.79'));
    expect(ids).toEqual([]);
    expect(others[0]?.kind).toBe(kind);
  });

  it.each(['', ' ', ',', '> -', '*', '```', '""', '||||'])('%j holds nothing', (typed) =>
    expect(findContainerIds(typed)).toEqual({ ids: [], others: [] }),
  );
});

describe('an argument in any quotes, or in none', () => {
  it.each([
    `note:"launch video"`,
    `note:“launch video”`,
    `note:„launch video“`,
    `note:'launch video'`,
    `note:‘launch video’`,
    `note:«launch video»`,
    `note:»launch video«`,
    `note:「launch video」`,
    `note:『launch video』`,
    `note:＂launch video＂`,
    `note：launch video`,
    `NOTE: launch video`,
    `note = launch video`.replace(' =', '='),
    `ｎｏｔｅ:launch video`,
    `\u200enote:launch video`,
    `note:launch video`,
    `note:launch   video`.replace('   ', ' '),
  ])('%s is read', (note) => {
    for (const line of [
      `watch ${A} ${note}`,
      `watch ${note} ${A}`,
      `watch ${A} ${note} age:20m`,
      `watch age:20m ${A} ${note}`,
    ])
      expect(parseLine(line, typedCommands).args).toMatchObject({ container: A, note: 'launch video' });
  });

  it.each([
    [`note:it's "big" at 10:30`, `it's "big" at 10:30`],
    [`note:'it's ready'`, `it's ready`],
    [`note:'tis the season`, `'tis the season`],
    [`note:re:launch – part 2`, `re:launch – part 2`],
    [`note:see https://a.example/b?c=d`, `see https://a.example/b?c=d`],
    [`note:{"a": 1} is odd`, `{"a": 1} is odd`],
  ])('%s keeps its words', (note, words) => {
    expect(parseLine(`watch ${A} ${note} account:brand`, typedCommands).args).toEqual({
      container: A,
      note: words,
      account: 'brand',
    });
  });

  it('takes words without quotes up to the next argument or id', () => {
    expect(parseLine(`watch age:20 min ${A} ${B} account:brand`, typedCommands).args).toEqual({
      age: '20 min',
      container: `${A} ${B}`,
      account: 'brand',
    });
    expect(parseLine('alerts on 80, 95 and 100', typedCommands).args).toEqual({
      state: 'on',
      thresholds: '80, 95 and 100',
    });
  });
});

describe('a time', () => {
  it.each([
    ['20m', 20],
    ['20 min', 20],
    ['20 minutes ago', 20],
    ['２０ｍ', 20],
    ['٢٠m', 20],
    ['“20m”', 20],
    ['20m.', 20],
    ['2h10m', 130],
    ['2 hours and 10 minutes', 130],
    ['2 hrs, 10 mins', 130],
    ['1.5 h', 90],
    ['1,5h', 90],
    ['2\u00a0h\u200b', 120],
  ])('%j is %s minutes', (typed, minutes) => expect(parseTypedDuration(typed)).toBe(minutes * MINUTE));

  it.each(['', 'soon', '-5m', '−5m', '.5h', '5 months', '20', 'm', '20m x', '1'.repeat(101)])(
    '%j is none',
    (typed) => expect(parseTypedDuration(typed)).toBeUndefined(),
  );

  it('is refused in words', () =>
    expect(() => readAge('5 months', (age) => `watch age:${age}`)).toThrow(UserError));
});

describe('thresholds', () => {
  it.each([
    '80,95,100',
    '80 %, 95 %, 100 %',
    '٨٠، ٩٥، ١٠٠',
    '８０，９５，１００',
    '[80; 95; 100]',
    '80、95、100',
    '“80 95 100”.',
  ])('%s are read', (typed) => expect(readThresholds(typed, String)).toEqual([80, 95, 100]));

  it.each(['-80', '.95', '80.5', '80-95', '٫5'])('%s are refused', (typed) =>
    expect(() => readThresholds(typed, String)).toThrow(UserError),
  );
});

it('digits of every script are read as what they count', () => {
  for (let point = 0; point <= 0x10_ff_ff; point += 1) {
    if (point >= 0xd8_00 && point <= 0xdf_ff) continue;
    const sign = String.fromCodePoint(point);
    if (!/^\p{Nd}$/u.test(sign)) continue;
    expect(toPlain(sign)).toMatch(/^\d$/);
    const [next] = [String.fromCodePoint(point + 1)];
    if (/^\p{Nd}$/u.test(next)) expect(Number(toPlain(next))).toBe((Number(toPlain(sign)) + 1) % 10);
  }
});
