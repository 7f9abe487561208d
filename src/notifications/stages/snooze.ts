import type { WatchStore } from '../../watches/watchStore.ts';
import { kindOf } from '../kinds/table.ts';
import type { Notification } from '../notification.ts';
import type { SnoozeStore } from '../snoozeStore.ts';

/** What snoozes, or quiet hours, make of a channel's notifications. */
export interface HoldDecision {
  /** To be sent now. */
  readonly due: readonly Notification[];
  /** To be forgotten: they were held back until they were not true any more, or nobody wants them. */
  readonly obsolete: readonly Notification[];
  /** When the first thing ends that holds something back, ms since the epoch; `Infinity` where none does. */
  readonly heldUntil: number;
}

/**
 * Second stage. Holds back what is snoozed, and for moments what is not complete yet. What was held back is sent
 * afterwards, if it is still true.
 *
 * @throws StoreError where a watch can't be read
 */
export async function applySnoozes(
  pending: readonly Notification[],
  { snoozeStore, watchStore }: { snoozeStore: SnoozeStore; watchStore: WatchStore },
  now: number,
): Promise<HoldDecision> {
  const due: Notification[] = [];
  const obsolete: Notification[] = [];
  let heldUntil = Number.POSITIVE_INFINITY;
  for (const notification of pending) {
    const { content, at } = notification;
    const snoozes = snoozeStore.snoozesOf(notification);
    const incompleteUntil = kindOf(content).incompleteUntil?.(content, at) ?? 0;
    const until = Math.max(incompleteUntil, ...snoozes.map((snooze) => snooze.until));
    if (until > now) heldUntil = Math.min(heldUntil, until);
    else if (snoozes.length === 0 || (await kindOf(content).isStillTrue(content, watchStore)))
      due.push(notification);
    else obsolete.push(notification);
  }
  return { due, obsolete, heldUntil };
}
