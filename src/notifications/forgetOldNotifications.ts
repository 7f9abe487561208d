import { DAY } from '../duration.ts';
import type { Outbox } from './outbox.ts';

/** A posted message may change for so long. What lasts longer, such as an outage, is told in a new message at its end. */
const KEPT_FOR = 90 * DAY;

/** How many records are read at once. */
const AT_ONCE = 100;

/**
 * Forgets what was posted so long ago that nobody waits for a change to it any more: the message stays as it reads. What is
 * still to be sent stays, however old it is. Only the old ones are read: it runs at each start, when checks may be overdue.
 */
export async function forgetOldNotifications(
  outbox: Pick<Outbox, 'times' | 'getReadable' | 'forget'>,
  now: number,
): Promise<void> {
  const ids = outbox.times.syncedUntil(now - KEPT_FOR);
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = await outbox.getReadable(ids.slice(start, start + AT_ONCE));
    const old = some.filter(({ synced, at, postedAt = at }) => synced && now - postedAt >= KEPT_FOR);
    await outbox.forget(old.map(({ id }) => id));
  }
}
