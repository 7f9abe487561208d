/** What is wrong with the running program. All of it is full sentences for people, without a secret. */
export interface Fault {
  /** What is wrong and what to do, for the operator. */
  readonly words: string;
  /** For people in chat, who need not know the operator's variables, files and addresses. */
  readonly inChat: string;
  /** The workspace that it concerns; left out where it concerns all. */
  readonly workspace?: string;
}

/**
 * What is wrong with the running program just now and will most likely not pass by itself: a job that does not run, a
 * platform that refuses the bot, a certificate that this machine does not trust. `doctor` shows all of it; `/readyz` leaves out what
 * concerns one of several workspaces. Whoever reports a fault also logs it.
 */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #within: Faults | undefined;
  readonly #parts = new Set<Faults>();

  /** @param within those of the program, where these are of one of its parts; `end` takes them out again */
  constructor(within?: Faults) {
    this.#within = within;
    if (within !== undefined) within.#parts.add(this);
  }

  /** The part of the program is no more, and so are its faults. */
  end(): void {
    if (this.#within !== undefined) this.#within.#parts.delete(this);
  }

  /**
   * @param subject what is at fault, such as `job round`; a later report about it takes the place of an earlier one
   * @returns whether it is news
   */
  report(subject: string, fault: Fault): boolean {
    const isNew = this.#faults.get(subject)?.words !== fault.words;
    this.#faults.set(subject, fault);
    return isNew;
  }

  /** @returns whether there was a fault */
  clear(subject: string): boolean {
    return this.#faults.delete(subject);
  }

  /** For the operator: those of the parts too. Each is said once. */
  get all(): readonly string[] {
    const parts = [...this.#parts].flatMap(({ all }) => all);
    return [...new Set([...this.#own.map(({ words }) => words), ...parts])];
  }

  /** As `all`, without those of a single workspace: while one is refused, the others are served. */
  get ofWhole(): readonly string[] {
    const parts = [...this.#parts].flatMap(({ ofWhole }) => ofWhole);
    const own = this.#own.filter(({ workspace }) => workspace === undefined);
    return [...new Set([...own.map(({ words }) => words), ...parts])];
  }

  /** What concerns a workspace: these, and those of the whole program. */
  inWorkspace(workspace: string): readonly Fault[] {
    const whole = this.#within?.inWorkspace(workspace) ?? [];
    return [...whole, ...this.#own.filter((fault) => (fault.workspace ?? workspace) === workspace)];
  }

  /** Two subjects can have the same fault, such as two connections that one broken network ends. */
  get #own(): readonly Fault[] {
    return [...new Map([...this.#faults.values()].map((fault) => [fault.words, fault])).values()];
  }
}
