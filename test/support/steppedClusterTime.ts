import type { ClusterTime } from '../../src/cluster/clusterTime.ts';
import { flushTurns } from './flushTurns.ts';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
  /** Where it belongs to a process: it does not ring while that is paused, nor once it has ended. */
  readonly of?: ProcessTime | undefined;
}

/** The monotonic time of all replicas, which passes only when the test lets it. */
export class SteppedTime implements ClusterTime {
  readonly #timers = new Set<Timer>();
  #now = 0;

  get now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return this.waitAs(undefined, ms, signal);
  }

  createProcess(): ProcessTime {
    return new ProcessTime(this);
  }

  waitAs(of: ProcessTime | undefined, ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      this.#timers.delete(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer: Timer = { at: this.#now + ms, ring: end, of };
    this.#timers.add(timer);
    signal?.addEventListener('abort', end);
    return promise;
  }

  /**
   * Lets time pass, and rings what falls due at its own moment; what fell due while its process was paused, at once.
   *
   * @param settle waits until all that follows from it has been done
   */
  async pass(ms: number, settle: () => Promise<void> = () => flushTurns(1)): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      next.ring();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  #next(until: number): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.of?.isRunning !== false && timer.at <= until && (found === undefined || timer.at < found.at))
        found = timer;
    return found;
  }
}

/** The time of one replica: its timers stand still while it is paused. */
export class ProcessTime implements ClusterTime {
  readonly #time: SteppedTime;
  #isPaused = false;
  #hasEnded = false;
  #resumed = Promise.withResolvers<void>();

  constructor(time: SteppedTime) {
    this.#time = time;
    this.#resumed.resolve();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get isRunning(): boolean {
    return !this.#isPaused && !this.#hasEnded;
  }

  /** Resolves at once, or when the process is resumed. */
  get resumed(): Promise<void> {
    return this.#resumed.promise;
  }

  monotonic(): number {
    return this.#time.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#time.waitAs(this, ms, signal);
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#resumed = Promise.withResolvers();
  }

  resume(): void {
    this.#isPaused = false;
    this.#resumed.resolve();
  }

  /** None of its timers rings from now on. */
  end(): void {
    this.#hasEnded = true;
  }
}
