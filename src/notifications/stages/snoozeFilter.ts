import { watchKey } from '../../watches/watch.ts';
import type { WatchStore } from '../../watches/watchStore.ts';
import type { Notification } from '../notification.ts';
import type { SnoozeStore } from '../snoozeStore.ts';

/** What is to become of the messages that wait in a channel. */
export interface SnoozeVerdict {
  readonly now: readonly Notification[];
  /** What a snooze outlasted: it is true no more. */
  readonly never: readonly Notification[];
  /** When the first of those that are held back may go; never, where none is. */
  readonly laterAt: number;
}

/** Holds back what is snoozed; what is still true when the snooze ends is told then. */
export class SnoozeFilter {
  readonly #snoozeStore: SnoozeStore;
  readonly #watchStore: WatchStore;

  constructor(snoozeStore: SnoozeStore, watchStore: WatchStore) {
    this.#snoozeStore = snoozeStore;
    this.#watchStore = watchStore;
  }

  async sort(waiting: readonly Notification[], at: number): Promise<SnoozeVerdict> {
    const now: Notification[] = [];
    const never: Notification[] = [];
    let laterAt = Number.POSITIVE_INFINITY;
    for (const notification of waiting) {
      const snoozes = this.#snoozeStore.over(notification);
      const until = Math.max(0, ...snoozes.map((snooze) => snooze.until));
      if (until > at) laterAt = Math.min(laterAt, until);
      else if (snoozes.length === 0 || (await this.#isStillTrue(notification))) now.push(notification);
      else never.push(notification);
    }
    return { now, never, laterAt };
  }

  async #isStillTrue({ content }: Notification): Promise<boolean> {
    if (content.kind === 'quota') return content.freed === undefined;
    if (content.kind !== 'container') return true;
    const { account, container, event } = content;
    if (event.kind !== 'delayed' && event.kind !== 'expiring') return true;
    const watch = await this.#watchStore.get(watchKey(account, container));
    const status = watch?.state.kind === 'status' ? watch.state.status : undefined;
    return status === (event.kind === 'delayed' ? 'IN_PROGRESS' : 'FINISHED');
  }
}
