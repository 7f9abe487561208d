import fc from 'fast-check';
import { anySign } from '../support/anySign.ts';

/** Characters of a hostile text: as long as the longest line that is read at all. */
export const HOSTILE_LENGTH = 20_000;

/** Pieces that patterns and scanners stumble over when they come again and again. */
const PIECES = [
  ...'*_`~|"\'“”‘’„«»「」<>&:;,.!?#@/\\+-=%(){}[]0123456789aAzZ \t',
  ...['\n', '\r\n', '\u0000', '\u200b', '\u200e', '\u00ad', '\ufe0f', '\u20e3', '\u3000', '\u00a0', '\ud800'],
  ...['😀', '👨‍👩‍👧', '٣', '３', 'ß', 'ﷺ', 'é', '𝟎', '：', '，', '、', '،'],
  ...[
    '" ',
    "' ",
    '" "',
    "'a ",
    '"a',
    '"a" ',
    '“a',
    '「a',
    '`a`',
    '``` ',
    '```a',
    '||1||',
    '> ',
    '- ',
    '1. ',
    '1) ',
  ],
  ...[
    'a:',
    'a: ',
    'a=b ',
    'note:',
    'note:a ',
    'age:1 ',
    'note:" ',
    ':a:',
    '::',
    '://',
    'https://',
    'http://a/1 ',
  ],
  ...['<a|b>', '<@U1|a>', '<https://a|b>', '<tel:1|1>', '<!a^b>', '<|', '<a|', '&lt;', '&amp;', '&gt'],
  ...[
    '1,',
    '1 ',
    '1,111',
    '111 ',
    '111,',
    '1111.',
    '1,111,111,1111 ',
    '17900000000000001 ',
    '1e9',
    '1d',
    '1.5h',
    '1h ',
  ],
  ...['{', '[', '{"a":', '[[', '[]', '{}', '{"id":"1"}', '"id":', '"id":"1",', '{]', '["', "{'id':'1'}"],
  ...[
    '(#1) ',
    '#1: ',
    'ERROR_',
    'FAILED_',
    'DOWNLOAD ',
    'VIDEO_',
    'UNSUPPORTED ',
    'API access a ',
    'status ',
    'THREADS_API__',
  ],
  ...['Mon, ', 'GMT', 'Bearer ', '%', '%2', '%20', 'a+b@', '/v1.0', 'access_token=', '&a=', '=', '?'],
] as const;

/** What stands at the end, where a pattern that has come so far must give up. */
const ENDINGS = ['', '!', '1', 'a', ' ', '"', '>', '\ud800'] as const;

function repeat(piece: string, ending: string): string {
  return (
    piece.repeat(Math.ceil(HOSTILE_LENGTH / piece.length)).slice(0, HOSTILE_LENGTH - ending.length) + ending
  );
}

/** Each piece again and again, with one ending after the other. */
export const repeatedTexts: readonly string[] = PIECES.map((piece, index) =>
  repeat(piece, ENDINGS[index % ENDINGS.length] ?? ''),
);

/** Pieces in a pattern of their own, again and again, between a beginning and an ending. */
export const hostileText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: anySign, maxLength: 3 })), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 2 }),
    fc.constantFrom(...ENDINGS),
  )
  .map(([pieces, begin, ending]) => {
    const piece = pieces.join('') || ' ';
    return (begin.join('') + repeat(piece, '')).slice(0, HOSTILE_LENGTH - ending.length) + ending;
  });
