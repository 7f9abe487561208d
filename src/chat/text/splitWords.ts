/** A word of a line, with the name before its colon, where it has one outside of quotes. */
export interface Word {
  readonly name: string | undefined;
  readonly value: string;
}

/** The quotes that close each opening one: phones mix straight and curly quotes. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"“”'],
  ['“', '”"“'],
  ['”', '”"“'],
  ['„', '“”"'],
  ['«', '»'],
]);

/** A name is letters; the `https:` of a link is no name. */
const NAME = /^([a-z]+)[:=](?!\/\/)/i;

/**
 * Splits what follows the command into words. Quotes, straight or curly, keep words together; a quote inside a word is
 * part of the word.
 *
 * @returns `undefined` where a quote is never closed
 */
export function splitWords(line: string): Word[] | undefined {
  const words: Word[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const name = NAME.exec(rest)?.[1]?.toLowerCase();
    if (name !== undefined) rest = rest.slice(name.length + 1).trimStart();
    const [value, length] = readValue(rest) ?? [];
    if (value === undefined || length === undefined) return undefined;
    words.push({ name, value });
    rest = rest.slice(length).trimStart();
  }
  return words;
}

function readValue(text: string): [value: string, length: number] | undefined {
  const closing = CLOSING.get(text[0] ?? '');
  if (closing === undefined) {
    const value = /^\S*/.exec(text)?.[0] ?? '';
    return [value, value.length];
  }
  for (let end = 1; end < text.length; end += 1)
    if (closing.includes(text[end] ?? '') && /^(\s|$)/.test(text.slice(end + 1, end + 2)))
      return [text.slice(1, end), end + 1];
  return undefined;
}
