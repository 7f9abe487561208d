/**
 * What is wrong with the running program just now and will most likely not pass by itself: a job that does not run, a
 * platform that refuses the bot, a certificate that this machine does not trust. `/readyz` and `doctor` show it. Whoever
 * reports a fault also logs it.
 */
export class Faults {
  readonly #words = new Map<string, string>();

  /**
   * @param subject what is at fault, such as `job round`; a later report about it takes the place of an earlier one
   * @param words full sentences for people: what is wrong and what to do; without a secret
   * @returns whether it is news
   */
  report(subject: string, words: string): boolean {
    const isNew = this.#words.get(subject) !== words;
    this.#words.set(subject, words);
    return isNew;
  }

  /** @returns whether there was a fault */
  clear(subject: string): boolean {
    return this.#words.delete(subject);
  }

  get all(): readonly string[] {
    return [...this.#words.values()];
  }
}
