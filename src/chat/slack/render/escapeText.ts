/** Slack reads no more than these three as markup of its own; mentions and links need `<`. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Signs that check the same and format nothing. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  _: '\u02cd',
  '~': '\u223c',
  '`': '\u02cb',
};

const NOT_FOUND = '\u200b';

/** Line breaks, and what could turn the direction of the words around it. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** A surrogate without its other half is no character, and nothing that can be sent. */
function clean(words: string): string {
  return words.toWellFormed().replaceAll(CONTROL, ' ');
}

/** Words that Slack shows as they are where nothing formats: in `plain_text`. */
export function escapePlain(words: string): string {
  return clean(words).replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * Words that Slack shows as they are in `mrkdwn`: escaped, and where a sign would format it is replaced by one
 * that checks the same. Inside a word (`my_account`) nothing formats, and nothing is replaced.
 */
export function escapeMrkdwn(words: string): string {
  const inert = clean(words)
    .replaceAll(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu, (sign) => LOOKALIKES[sign] ?? sign)
    .replaceAll(/:(?=[\w+'-]+:)/g, `:${NOT_FOUND}`);
  return escapePlain(inert);
}

/** Words between backticks. */
export function escapeCode(words: string): string {
  return escapePlain(words.replaceAll('`', LOOKALIKES['`'] ?? "'"));
}

/** A line that begins with `>` would be quoted. */
export function escapeLineStart(line: string): string {
  return line.startsWith('&gt;') ? `${NOT_FOUND}${line}` : line;
}
