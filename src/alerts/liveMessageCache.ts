/** More watches than are in their first minutes at once; what was noted longest ago goes first. */
const MOST = 20_000;

/**
 * How containers read in the live messages that we last stored: nearly every check finds a container as it was, and
 * need not read the message to learn that it says so. Begins empty at each start, and knows nothing of what failed.
 */
export class LiveMessageCache {
  readonly #most: number;
  readonly #byItem = new Map<string, string>();

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Whether a live message is known to show a container so. */
  isShown(liveId: string, container: string, reading: string): boolean {
    return this.#byItem.get(itemKey(liveId, container)) === reading;
  }

  /** Notes how a live message, as it is stored, shows a container. */
  note(liveId: string, container: string, reading: string): void {
    this.#byItem.set(itemKey(liveId, container), reading);
    const [oldest] = this.#byItem.keys();
    if (this.#byItem.size > this.#most && oldest !== undefined) this.#byItem.delete(oldest);
  }

  forget(liveId: string, container: string): void {
    this.#byItem.delete(itemKey(liveId, container));
  }
}

function itemKey(liveId: string, container: string): string {
  return `${liveId}/${container}`;
}
