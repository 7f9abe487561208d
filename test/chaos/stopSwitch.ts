import type { Dispatcher } from 'undici';

/** Ends a process in the middle of a call to Threads. */
export class StopSwitch {
  readonly #stop: () => void;
  #callsLeft = Number.POSITIVE_INFINITY;

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  /** @param calls how many are let through before the one in which it is told to end */
  arm(calls: number): void {
    this.#callsLeft = calls;
  }

  /** A process that has ended in another way is told nothing. */
  disarm(): void {
    this.#callsLeft = Number.POSITIVE_INFINITY;
  }

  /** The same way to Threads, on which the calls are counted. */
  count(way: Dispatcher): Dispatcher {
    return way.compose((dispatch) => (options, handler) => {
      const goesOn = dispatch(options, handler);
      this.#callsLeft -= 1;
      if (this.#callsLeft === -1) this.#stop();
      return goesOn;
    });
  }
}
