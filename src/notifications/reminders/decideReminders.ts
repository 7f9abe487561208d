import type { ChannelChoices } from '../../messages/channelChoices.ts';
import type { ContentOf } from '../../messages/content.ts';
import { isRemindable } from '../acknowledgement.ts';
import type { Notification } from '../notification.ts';

/** An alert that is to be brought up once more. */
export interface Reminder {
  readonly content: ContentOf<'reminder'>;
  /** The ids of the notifications that it is about. */
  readonly ids: readonly string[];
}

/** When an alert is brought up once more, ms since the epoch; `undefined` where the channel does not want that. Pure. */
export function reminderAt(postedAt: number, { remind }: ChannelChoices): number | undefined {
  return remind === undefined || postedAt < remind.since ? undefined : postedAt + remind.after;
}

/**
 * What is to be brought up once more in a channel: alerts that nobody acknowledged, that still hold, and whose time has
 * come; with each those that joined its message later, so that one message is brought up once. Pure.
 *
 * @param alerts posted ones of the channel
 */
export function decideReminders(
  alerts: readonly Notification[],
  choices: ChannelChoices,
  now: number,
): Reminder[] {
  const dueAt = ({ postedAt }: Notification): number =>
    (postedAt === undefined ? undefined : reminderAt(postedAt, choices)) ?? Number.POSITIVE_INFINITY;
  const wanted = alerts.filter((alert) => isRemindable(alert) && dueAt(alert) < Number.POSITIVE_INFINITY);
  // After a crash, the same alert is the first again, and names the same reminder.
  const inOrder = wanted.toSorted((a, b) => dueAt(a) - dueAt(b) || (a.id < b.id ? -1 : 1));
  const byMessage = Map.groupBy(inOrder, ({ id, group }) => group?.id ?? id);
  const due = [...byMessage.values()].filter((same) => same.some((alert) => dueAt(alert) <= now));
  return due.flatMap((same) => {
    const [first] = same;
    const about = same.flatMap(({ content }) =>
      content.kind === 'container' || content.kind === 'quota' ? [content] : [],
    );
    if (first === undefined || about.length === 0) return [];
    const content: ContentOf<'reminder'> = {
      kind: 'reminder',
      about,
      first: first.id,
      ...(first.group && { group: first.group.id }),
      since: first.postedAt ?? first.at,
    };
    return [{ content, ids: same.map(({ id }) => id) }];
  });
}
