/** Characters. */
const LONGEST_QUOTE = 200;

/** Meta's own words as a quotation inside a sentence of ours: on one line, shortened where they are long. */
export function quoteWords(words: string): string {
  const line = words.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  if (characters.length <= LONGEST_QUOTE) return `“${line}”`;
  return `“${characters.slice(0, LONGEST_QUOTE - 1).join('')}…”`;
}
