/** Direction marks and other characters that nobody sees; the joiner of composed emoji is spared. */
const INVISIBLE = /(?!\u200d)\p{Cf}/gu;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** What begins formatting, a mention, an emoji or a timestamp wherever it stands. */
const MARKS = /[\\`*_~|<[@]/g;
/** `:tada:` would be drawn, `https://` be a link. */
const SHORTCODE = /:(?=[^\s:]+:)/g;
const LINK = /:\/\//g;
/** Headings, small print, quotes and lists begin a line. */
const LINE_MARK = /^(\s*)([#>+-])/;
const LINE_NUMBER = /^(\s*\d+)([.)])(?=\s|$)/;

/** Foreign words on one line, well-formed, with nothing invisible in them. */
export function flatten(words: string): string {
  return words.toWellFormed().replaceAll(BREAKS, ' ').replaceAll(INVISIBLE, '');
}

/**
 * Words as they are, whatever Discord's markdown would make of them.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export function escapeWords(words: string, beginsLine: boolean): string {
  const escaped = flatten(words)
    .replaceAll(MARKS, '\\$&')
    .replaceAll(LINK, ':\\//')
    .replaceAll(SHORTCODE, '\\:');
  return beginsLine ? escaped.replace(LINE_MARK, '$1\\$2').replace(LINE_NUMBER, '$1\\$2') : escaped;
}

/** Inline code: inside it nothing formats, and its fence is longer than any run of backticks in it. */
export function fenceCode(words: string): string {
  const flat = flatten(words);
  if (flat.trim() === '') return '` `';
  const runs = flat.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const edge = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${edge}${flat}${edge}${fence}`;
}
