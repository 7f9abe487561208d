/** Shorter values are not hidden, because they could match ordinary words. */
const SHORTEST_SECRET = 6;

/** Words and names in one case, such as `EXPIRED`, `brand` or `quota_usage`, and numbers that can stand for anything. */
const PLAIN_WORD = /^(?:[A-Z_]{1,64}|[a-z_]{1,15}|[A-Z][a-z]{1,15}|\d{1,12})$/;

const PLACEHOLDER = '[secret]';

/** Whether a value can be hidden wherever it stands. A plain word can't: hiding it would garble every other text. */
function isSecret(value: string): boolean {
  return value.length >= SHORTEST_SECRET && !PLAIN_WORD.test(value);
}

/**
 * Hides secrets in any text before it is written, so it also covers URLs, error messages and nested causes. Tokens that
 * are obtained while the program runs are added to it. It holds our own secrets alone, never what somebody sent to us,
 * and it is applied to what is written, never to what is still to be understood.
 */
export class Secrets {
  /** Each secret as it is, JSON-escaped and URL-encoded. The longest come first, so that none replaces part of another. */
  #spellings: readonly string[] = [];

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Hides a secret from now on. It is never removed, because an old token may still appear in an error. */
  add(secret: string): void {
    if (!isSecret(secret)) return;
    const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    const all = new Set([...this.#spellings, ...spellings]);
    this.#spellings = [...all].sort((a, b) => b.length - a.length);
  }

  /** Returns the text with every known secret replaced. */
  hide(text: string): string {
    return this.#spellings.reduce((line, secret) => line.replaceAll(secret, PLACEHOLDER), text);
  }
}
