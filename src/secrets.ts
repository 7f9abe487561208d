/** Shorter values are not hidden, because they could match ordinary words. */
const SHORTEST_SECRET = 6;

const PLACEHOLDER = '[secret]';

/**
 * Hides secrets in any text before it is written, so it also covers URLs, error messages and nested causes. Tokens that
 * are obtained while the program runs are added to it.
 */
export class Secrets {
  /** Each secret as it is, JSON-escaped and URL-encoded. The longest come first, so that none replaces part of another. */
  #spellings: readonly string[] = [];

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Hides a secret from now on. It is never removed, because an old token may still appear in an error. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    const all = new Set([...this.#spellings, ...spellings]);
    this.#spellings = [...all].sort((a, b) => b.length - a.length);
  }

  /** Returns the text with every known secret replaced. */
  hide(text: string): string {
    return this.#spellings.reduce((line, secret) => line.replaceAll(secret, PLACEHOLDER), text);
  }
}
