/** The quotes that close each opening one: phones mix straight and curly quotes. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"“”＂'],
  ['＂', '＂"“”'],
  ['“', '”"“'],
  ['”', '”"“'],
  ['„', '“”"'],
  ['«', '»'],
  ['»', '«'],
  ["'", "'’"],
  ['‘', "’'"],
  ['’', "’'‘"],
  ['‚', "‘’'"],
  ['‹', '›'],
  ['›', '‹'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['〈', '〉'],
]);

/** Quotes that begin words as well, as in `'tis`: where nothing closes them, they are part of the word. */
const ALSO_IN_WORDS = "'‘’‚‹›";

/** Brackets that stand for quotes. Nothing need follow them, for their languages have no spaces. */
const BRACKETS = '「『《〈';

/** What follows a word in the line: a blank, or a comma and a blank, or nothing. */
const ENDS_WORD = /^[,;]?(?:\s|$)/;

export type Closing =
  | { readonly kind: 'none' }
  | { readonly kind: 'unclosed' }
  /** `at`: the index of the closing quote. */
  | { readonly kind: 'closed'; readonly at: number };

/** Where the last quote stands that can close each kind. It keeps quotes that nothing closes from being searched again. */
export class LastClosings {
  readonly #line: string;
  readonly #known = new Map<string, number>();

  constructor(line: string) {
    this.#line = line;
  }

  of(opening: string, closing: string): number {
    const known = this.#known.get(opening) ?? this.#find(opening, closing);
    this.#known.set(opening, known);
    return known;
  }

  #find(opening: string, closing: string): number {
    for (let at = this.#line.length - 1; at > 0; at -= 1)
      if (closes(this.#line, at, opening, closing)) return at;
    return -1;
  }
}

/** The quote that closes the one at `start`. A closing one ends a word, so that `5"x` closes none. */
export function findClosing(line: string, start: number, last: LastClosings): Closing {
  const opening = line[start] ?? '';
  const closing = CLOSING.get(opening);
  if (closing === undefined) return { kind: 'none' };
  if (last.of(opening, closing) <= start)
    return { kind: ALSO_IN_WORDS.includes(opening) ? 'none' : 'unclosed' };
  let at = start + 1;
  while (!closes(line, at, opening, closing)) at += 1;
  return { kind: 'closed', at };
}

function closes(line: string, at: number, opening: string, closing: string): boolean {
  if (!closing.includes(line[at] ?? ' ')) return false;
  return BRACKETS.includes(opening) || ENDS_WORD.test(line.slice(at + 1, at + 3));
}
