interface LaterAct {
  readonly at: number;
  readonly act: () => Promise<void>;
}

/** What is to happen later in a history. */
export class LaterActs {
  readonly #now: () => number;
  #acts: readonly LaterAct[] = [];

  /** @param now ms after the start */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** When the first of them is due; infinity where there is none. */
  get next(): number {
    return Math.min(...this.#acts.map(({ at }) => at));
  }

  /** Lets something happen later, ms from now. */
  add(ms: number, act: () => Promise<void>): void {
    this.#acts = [...this.#acts, { at: this.#now() + ms, act }];
  }

  /** Does those that are due, one after the other. @returns whether there were any */
  async run(): Promise<boolean> {
    const due = this.#acts.filter(({ at }) => at <= this.#now());
    this.#acts = this.#acts.filter((each) => !due.includes(each));
    for (const { act } of due) await act();
    return due.length > 0;
  }
}
