import { WATCH_STATES, type WatchStateName } from '../../watches/watchState.ts';

/** How many watches are in which state. It holds a number for each watch, and no more. */
export class WatchCounts {
  /** The index of each watch's state in `WATCH_STATES`. */
  readonly #states = new Map<string, number>();
  readonly #counts = WATCH_STATES.map(() => 0);

  /** @param state `undefined` where the watch is no more */
  set(key: string, state: WatchStateName | undefined): void {
    this.#add(this.#states.get(key), -1);
    if (state === undefined) this.#states.delete(key);
    else {
      const index = WATCH_STATES.indexOf(state);
      this.#states.set(key, index);
      this.#add(index, 1);
    }
  }

  entries(): (readonly [state: WatchStateName, count: number])[] {
    return WATCH_STATES.map((state, index) => [state, this.#counts[index] ?? 0]);
  }

  #add(index: number | undefined, change: number): void {
    if (index !== undefined) this.#counts[index] = (this.#counts[index] ?? 0) + change;
  }
}
