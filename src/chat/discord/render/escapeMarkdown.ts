/** Direction marks and other invisible characters, but not the joiner of composed emoji. */
const INVISIBLE = /(?!\u200d)\p{Cf}/gu;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** Begin formatting, a mention, an emoji or a timestamp anywhere in a line. */
const MARKS = /[\\`*_~|<[@]/g;
/** `:tada:` becomes an emoji, `https://…` a link. */
const SHORTCODE = /:(?=[^\s:]+:)/g;
const LINK = /:\/\//g;
/** Begin a heading, small print, a quote or a list at the start of a line. */
const LINE_MARK = /^(\s*)([#>+-])/;
const LINE_NUMBER = /^(\s*\d+)([.)])(?=\s|$)/;

/** Words from outside on one line: well-formed, without invisible characters. */
export function toOneLine(words: string): string {
  return words.toWellFormed().replaceAll(BREAKS, ' ').replaceAll(INVISIBLE, '');
}

/**
 * Words from outside, escaped so that Discord shows them as they are.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export function escapeWords(words: string, beginsLine: boolean): string {
  const escaped = toOneLine(words)
    .replaceAll(MARKS, '\\$&')
    .replaceAll(LINK, ':\\//')
    .replaceAll(SHORTCODE, '\\:');
  return beginsLine ? escaped.replace(LINE_MARK, '$1\\$2').replace(LINE_NUMBER, '$1\\$2') : escaped;
}

/** Lines of code. Three backticks in a row would end it, so a sign that takes no room stands between them. */
export function fenceBlock(lines: string): string {
  const shown = lines.split('\n').map((line) => toOneLine(line).replaceAll(/`(?=`)/g, '`\u200b'));
  return `\`\`\`\n${shown.join('\n')}\n\`\`\``;
}

/** Inline code. Nothing inside it formats: its fence is longer than any run of backticks in it. */
export function fenceCode(words: string): string {
  const line = toOneLine(words);
  if (line.trim() === '') return '` `';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const edge = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${edge}${line}${edge}${fence}`;
}
