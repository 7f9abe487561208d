import type { ClusterTime } from '../../src/cluster/clusterTime.ts';
import { flushTurns } from '../support/flushTurns.ts';

interface Waiting {
  readonly at: number;
  end(): void;
}

/** Time that passes only by `pass`. All that falls due rings in order, and all that follows from it is done before the next. */
export class SteppedTime implements ClusterTime {
  #now = 1_000;
  readonly #waiting = new Set<Waiting>();

  monotonic(): number {
    return this.#now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting: Waiting = {
        at: this.#now + Math.max(0, ms),
        end: () => {
          this.#waiting.delete(waiting);
          signal?.removeEventListener('abort', waiting.end);
          resolve();
        },
      };
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', waiting.end);
    });
  }

  /** @param check called after each step */
  async pass(ms: number, check: () => void = () => undefined): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await flushTurns(1);
      check();
      const next = this.#findNext();
      if (next === undefined || next.at > end) break;
      this.#now = next.at;
      next.end();
    }
    this.#now = end;
  }

  #findNext(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const each of this.#waiting) if (next === undefined || each.at < next.at) next = each;
    return next;
  }
}

/** The time of a process that can be paused: what falls due meanwhile rings when it goes on. */
export class PausableTime implements ClusterTime {
  readonly #time: SteppedTime;
  #resumed: PromiseWithResolvers<void> | undefined;

  constructor(time: SteppedTime) {
    this.#time = time;
  }

  get isPaused(): boolean {
    return this.#resumed !== undefined;
  }

  monotonic(): number {
    return this.#time.monotonic();
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#time.wait(ms, signal);
    await this.running();
  }

  /** Resolves when the process runs. */
  async running(): Promise<void> {
    while (this.#resumed !== undefined) await this.#resumed.promise;
  }

  pause(): void {
    this.#resumed ??= Promise.withResolvers();
  }

  resume(): void {
    this.#resumed?.resolve();
    this.#resumed = undefined;
  }
}
