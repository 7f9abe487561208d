/** Where a process stops in the middle of what it does, as on SIGSTOP, until it is let go on. */
export class PausePoint {
  readonly #reached = Promise.withResolvers<void>();
  readonly #goesOn = Promise.withResolvers<void>();
  readonly #onReached: (() => void) | undefined;
  #awaitsLeft: number;
  #isStopped = false;

  /**
   * @param awaits how many of them it passes before
   * @param onReached cuts the process off in another way: then it goes on until it needs what it was cut off from
   */
  constructor(awaits: number, onReached?: () => void) {
    this.#awaitsLeft = awaits;
    this.#onReached = onReached;
  }

  /** Resolves when the process has stopped. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  get isReached(): boolean {
    return this.#awaitsLeft < 0;
  }

  /** Called at each await. */
  async pass(): Promise<void> {
    this.#awaitsLeft -= 1;
    if (this.#awaitsLeft === -1) {
      this.#isStopped = this.#onReached === undefined;
      this.#onReached?.();
      this.#reached.resolve();
    }
    await this.hold();
  }

  /** Called at what is no await of its own, but can't be done by a process that stands still. */
  async hold(): Promise<void> {
    if (this.#isStopped) await this.#goesOn.promise;
  }

  goOn(): void {
    this.#isStopped = false;
    this.#goesOn.resolve();
  }
}
