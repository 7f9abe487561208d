type HandOver = () => Promise<void>;

/** What hands over all that this replica owns, at its end. */
export class HandOvers {
  readonly #all: HandOver[] = [];
  #running: Promise<unknown> | undefined;

  /** Where the replica ends already, what it has begun to own meanwhile is handed over at once. */
  add(handOver: HandOver): void {
    if (this.#running === undefined) this.#all.push(handOver);
    else handOver().catch(() => undefined);
  }

  /** Hands all over, once. */
  async run(): Promise<void> {
    this.#running ??= Promise.all(this.#all.map((handOver) => handOver()));
    await this.#running;
  }
}
