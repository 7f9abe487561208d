import type { Outbox } from '../outbox.ts';
import { showSnoozeEnd } from '../showSnoozeEnd.ts';
import type { SnoozeStore } from '../snoozeStore.ts';

/** Ends snoozes whose time has passed, and shows that in the channel. */
export class SnoozeExpiry {
  readonly #snoozeStore: SnoozeStore;
  readonly #outbox: Outbox;

  constructor(snoozeStore: SnoozeStore, outbox: Outbox) {
    this.#snoozeStore = snoozeStore;
    this.#outbox = outbox;
  }

  /**
   * A snooze is forgotten only when everything that it held back was sent or forgotten: after a crash in between, it
   * still decides what is not true any more.
   */
  async endPassed(now: number): Promise<void> {
    for (const snooze of this.#snoozeStore.ended(now)) {
      await showSnoozeEnd(this.#outbox, snooze);
      const pending = await this.#outbox.pendingIn(snooze.channel);
      if (pending.some((notification) => this.#snoozeStore.snoozesOf(notification).includes(snooze)))
        continue;
      await this.#snoozeStore.forget(snooze);
    }
  }
}
