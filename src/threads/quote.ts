const LONGEST_QUOTE = 200;

/** Threads' own words inside a sentence of ours: on one line, and not endless. */
export function quote(words: string): string {
  const line = words.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  if (characters.length <= LONGEST_QUOTE) return `“${line}”`;
  return `“${characters.slice(0, LONGEST_QUOTE - 1).join('')}…”`;
}
