import { MINUTE } from '../../duration.ts';
import type { ChannelChoices } from '../../messages/channelChoices.ts';
import type { WatchStore } from '../../watches/watchStore.ts';
import { kindOf } from '../kinds/table.ts';
import type { Notification } from '../notification.ts';
import { lastQuietMinute, quietUntil } from '../quietHours.ts';
import type { HoldDecision } from './snooze.ts';

/**
 * Third stage. Drops the kinds that the channel does not want, and holds back until the end of the quiet hours what is
 * not urgent. What was held back is sent then, if it is still true.
 *
 * @param choices what the channel has chosen
 * @throws StoreError where a watch can't be read
 */
export async function applyChoices(
  pending: readonly Notification[],
  { quiet, muted = [] }: ChannelChoices,
  watchStore: WatchStore,
  now: number,
): Promise<HoldDecision> {
  const due: Notification[] = [];
  const obsolete: Notification[] = [];
  const until = quiet && quietUntil(quiet, now);
  // For all of them at once: to read a zone's clock for hours back takes milliseconds.
  const lastQuiet = quiet === undefined || pending.length === 0 ? 0 : lastQuietMinute(quiet, now);
  let heldUntil = Number.POSITIVE_INFINITY;
  for (const notification of pending) {
    const { content, at } = notification;
    const kind = kindOf(content);
    const weight = kind.weigh(content, at);
    if (weight !== undefined && muted.includes(weight.kind)) obsolete.push(notification);
    else if (weight === undefined || weight.isUrgent || quiet === undefined) due.push(notification);
    else if (until !== undefined) heldUntil = until;
    else if (lastQuiet + MINUTE <= at || (await kind.isStillTrue(content, watchStore)))
      due.push(notification);
    else obsolete.push(notification);
  }
  return { due, obsolete, heldUntil };
}
