/** Shorter values would blot out ordinary words. */
const SHORTEST_SECRET = 6;

const PLACEHOLDER = '[secret]';

/**
 * What must never be written anywhere, wherever it comes from: a URL, a message, the cause of a cause. Live:
 * tokens that are refreshed or connected while we run are added as they come.
 */
export class Secrets {
  /** As they are, and as JSON and URLs spell them; the longest first, so that none hides a part of another. */
  #spellings: readonly string[] = [];

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Hides a secret from now on, and for good: what has been replaced may still be quoted. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    const all = new Set([...this.#spellings, ...spellings]);
    this.#spellings = [...all].sort((a, b) => b.length - a.length);
  }

  /** The text with every known secret replaced. */
  hide(text: string): string {
    return this.#spellings.reduce((line, secret) => line.replaceAll(secret, PLACEHOLDER), text);
  }
}
