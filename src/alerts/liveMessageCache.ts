/** More watches than are in their first minutes at once. */
const MAX_ITEMS = 20_000;

/**
 * What the stored live messages show about each container. Nearly every check finds a container in the state that its
 * live message shows already; then the message need not be read. The cache begins empty at each start, and holds nothing
 * about a change that could not be stored.
 */
export class LiveMessageCache {
  readonly #maxItems: number;
  readonly #byItem = new Map<string, string>();

  /** @param maxItems beyond that, the oldest entry is dropped */
  constructor(maxItems = MAX_ITEMS) {
    this.#maxItems = maxItems;
  }

  /** Whether a live message is known to show this state of a container; `state` is any text that identifies it. */
  isShown(liveId: string, container: string, state: string): boolean {
    return this.#byItem.get(itemKey(liveId, container)) === state;
  }

  /** Records the state of a container that a stored live message shows. */
  set(liveId: string, container: string, state: string): void {
    this.#byItem.set(itemKey(liveId, container), state);
    const [oldest] = this.#byItem.keys();
    if (this.#byItem.size > this.#maxItems && oldest !== undefined) this.#byItem.delete(oldest);
  }

  delete(liveId: string, container: string): void {
    this.#byItem.delete(itemKey(liveId, container));
  }
}

function itemKey(liveId: string, container: string): string {
  return `${liveId}/${container}`;
}
