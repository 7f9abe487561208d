/** Slack's own markup begins with one of these; mentions and links need `<`. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Characters that look the same and format nothing. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  _: '\u02cd',
  '~': '\u223c',
  '`': '\u02cb',
};

const ZERO_WIDTH_SPACE = '\u200b';

/** Line breaks, and the marks that change the direction of text. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** A lone surrogate is no character and can't be sent. */
function clean(words: string): string {
  return words.toWellFormed().replaceAll(CONTROL, ' ');
}

/** Words from outside, for `plain_text`, where nothing formats. */
export function escapePlain(words: string): string {
  return clean(words).replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * Words from outside, for `mrkdwn`. A character that would format is replaced by one that looks the same. Inside a word
 * (`my_account`) nothing formats, and nothing is replaced.
 */
export function escapeMrkdwn(words: string): string {
  const replaced = clean(words)
    .replaceAll(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu, (sign) => LOOKALIKES[sign] ?? sign)
    .replaceAll(/:(?=[\w+'-]+:)/g, `:${ZERO_WIDTH_SPACE}`);
  return escapePlain(replaced);
}

/** Words from outside, for a link: its address ends with `|`. */
export function escapeLinkWords(words: string): string {
  return escapeMrkdwn(words).replaceAll('|', '\u2223');
}

/** Words from outside, for between backticks. */
export function escapeCode(words: string): string {
  return escapePlain(words.replaceAll('`', LOOKALIKES['`'] ?? "'"));
}

/** Keeps Slack from showing a line that begins with `>` as a quote. */
export function escapeLineStart(line: string): string {
  return line.startsWith('&gt;') ? `${ZERO_WIDTH_SPACE}${line}` : line;
}
