import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWords, isUninformative } from '../../src/threads/chooseWords.ts';
import { parseJson, readInteger } from '../../src/threads/json.ts';
import { readGraphError } from '../../src/threads/readGraphError.ts';

describe('a JSON body', () => {
  it('keeps every digit of an id above 2^53', () =>
    expect(parseJson('{"id":17912345678901239,"n":12,"f":1.5}')).toEqual({
      id: '17912345678901239',
      n: 12,
      f: 1.5,
    }));

  it.each(['', '<html>', '{"id":', `${'['.repeat(500_000)}`])('%.20j … is none', (text) =>
    expect(parseJson(text)).toBeUndefined(),
  );

  it('is read alike, whether or not something in it takes a closer check', () => {
    const numbers = fc.oneof(fc.bigInt(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const texts = fc.oneof(
      fc.json(),
      fc
        .tuple(numbers, fc.string({ unit: fc.constantFrom('secret', '1234567890', 'a', ' ') }))
        .map(
          ([number, text]) => `{"n":${number},"t":"${text}","id":"${number}","all":[${number},"${number}"]}`,
        ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        // A number of 16 digits anywhere takes a closer check everywhere.
        expect([1234567890123456, parseJson(text)]).toEqual(parseJson(`[1234567890123456,${text}]`));
      }),
    );
  });
});

describe('a whole number', () => {
  it.each<[value: unknown, number: number | undefined]>([
    [190, 190],
    [-1, -1],
    ['190', 190],
    [' -12 ', -12],
    ['', undefined],
    ['12x', undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    ['99999999999999999999', undefined],
    [null, undefined],
    [true, undefined],
  ])('%j is read as %s', (value, number) => expect(readInteger(value)).toBe(number));
});

describe('an error body', () => {
  it.each<[title: string, body: unknown, facts: object]>([
    [
      'of Graph',
      { error: { message: 'm', code: 190, error_subcode: 463, fbtrace_id: 'T' } },
      { code: 190, subcode: 463, message: 'm', traceId: 'T' },
    ],
    [
      'with its codes as strings',
      { error: { code: '190', error_subcode: '463' } },
      { code: 190, subcode: 463 },
    ],
    ['with a negative code', { error: { code: -1 } }, { code: -1 }],
    [
      'with its words for people alone',
      { error: { error_user_msg: 'u', error_user_title: 't' } },
      { userMessage: 'u', userTitle: 't' },
    ],
    ['with a title alone', { error: { message: '', error_user_title: 't' } }, { userTitle: 't' }],
    [
      'with a name for its code',
      { error: { code: 'THREADS_API__NEW', message: 'm' } },
      { message: 'THREADS_API__NEW: m' },
    ],
    [
      'of the OAuth window, without a code',
      { error_type: 'OAuthException', error_message: 'm' },
      { message: 'm' },
    ],
    ['of the OAuth window', { error_message: 'm', error_code: 190 }, { code: 190, message: 'm' }],
    [
      'of the OAuth window, code as string',
      { error_message: 'm', error_code: '190' },
      { code: 190, message: 'm' },
    ],
  ])('%s is understood', (_title, body, facts) => expect(readGraphError(body)).toEqual(facts));

  it.each<[title: string, body: unknown]>([
    ["a container's own error_message", { id: '1', status: 'ERROR', error_message: 'UNKNOWN' }],
    ['an error of null', { error: null, status: 'FINISHED' }],
    ['an error that is a text, of a proxy', { error: 'Forbidden' }],
    ['an error that says nothing', { error: { type: 'OAuthException', fbtrace_id: 'T' } }],
    ['an error_message without a status', { id: '1', error_message: 'UNKNOWN' }],
    ['a list', [{ error: { code: 1 } }]],
    ['a text', 'error'],
    ['nothing', undefined],
  ])('%s is none', (_title, body) => expect(readGraphError(body)).toBeUndefined());
});

describe('the words of an error', () => {
  it.each([
    ['Invalid parameter', true],
    ['(#100) Invalid parameter.', true],
    ['An unexpected error has occurred. Please retry your request later.', true],
    ['UNKNOWN', true],
    ['...', true],
    ['Invalid parameter: text', false],
    ['Paramètre non valide', false],
    ['.'.repeat(1_000_000), false],
  ])('%.40s say nothing: %s', (words, isEmpty) => expect(isUninformative(words)).toBe(isEmpty));

  it.each([
    [{ message: 'm', userMessage: 'u', userTitle: 't' }, 'm'],
    [{ message: 'Fatal', userMessage: 'u', userTitle: 't' }, 'u'],
    [{ message: 'Fatal', userMessage: 'Error', userTitle: 't' }, 't'],
    [{ message: 'Fatal' }, 'Fatal'],
    [{ userTitle: 't' }, 't'],
    [{}, undefined],
  ])('of %j are %s', (error, words) => expect(chooseWords(error)).toBe(words));
});
