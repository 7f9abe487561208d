import { type Place, placeKey } from '../place.ts';
import type { Watch } from './watch.ts';

interface Awaited {
  readonly place: Place;
  looksLeft: number;
  hasNews: boolean;
}

/**
 * The channels that a round's looks concern. A channel is ready to be told once no look of the round that concerns it
 * is left: so what happened to it together is one message, and no channel waits for another one's looks.
 */
export class RoundPlaces {
  readonly #awaited = new Map<string, Awaited>();

  /** Notes looks that the round is going to make. */
  expect(watches: readonly Watch[]): void {
    for (const { watchers } of watches)
      for (const { place } of watchers) {
        const key = placeKey(place);
        const awaited = this.#awaited.get(key) ?? { place, looksLeft: 0, hasNews: false };
        this.#awaited.set(key, awaited);
        awaited.looksLeft += 1;
      }
  }

  /**
   * Notes that one of them is over, whether it was made or put off.
   *
   * @param isNews whether it found what its channels are told in a new message
   * @returns the channels that were waiting for it alone, and have something to be told
   */
  end({ watchers }: Watch, isNews: boolean): Place[] {
    const ready: Place[] = [];
    for (const { place } of watchers) {
      const awaited = this.#awaited.get(placeKey(place));
      if (awaited === undefined) continue;
      awaited.looksLeft -= 1;
      awaited.hasNews ||= isNews;
      if (awaited.looksLeft > 0) continue;
      this.#awaited.delete(placeKey(place));
      if (awaited.hasNews) ready.push(place);
    }
    return ready;
  }
}
