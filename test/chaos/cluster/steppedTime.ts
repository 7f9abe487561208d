import type { ClusterTime } from '../../../src/cluster/clusterTime.ts';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
  readonly of: ProcessTime;
}

/** The monotonic time of all replicas, which passes only when the player lets it. */
export class SteppedTime {
  readonly #timers = new Set<Timer>();
  #now = 0;

  get now(): number {
    return this.#now;
  }

  createProcess(): ProcessTime {
    return new ProcessTime(this);
  }

  set(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Lets time pass, and rings what falls due at its own moment.
   *
   * @param settle waits until all that follows from it has been done
   */
  async pass(ms: number, settle: () => Promise<void>): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.ring();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #next(until: number): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.of.isRunning && timer.at <= until && (found === undefined || timer.at < found.at))
        found = timer;
    return found;
  }
}

/** The time of one replica: its timers stand still while it is paused. */
export class ProcessTime implements ClusterTime {
  isRunning = true;
  readonly #time: SteppedTime;

  constructor(time: SteppedTime) {
    this.#time = time;
  }

  monotonic(): number {
    return this.#time.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal?.aborted) return Promise.resolve();
    const end = this.#time.set({ at: this.#time.now + ms, ring: resolve, of: this });
    signal?.addEventListener(
      'abort',
      () => {
        end();
        resolve();
      },
      { once: true },
    );
    return promise;
  }
}
