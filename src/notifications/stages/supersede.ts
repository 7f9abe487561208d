import { kindOf } from '../kinds/table.ts';
import { isNew, type Notification } from '../notification.ts';

/**
 * First stage. Finds the notifications that need not be sent: those that a later one makes pointless, and live
 * messages of watches that ended with their first check, where the answer to the command shows it, or that another message
 * tells of. Pure.
 *
 * @param pending what waits in one channel
 * @returns the ids of those to be forgotten
 */
export function findPointless(pending: readonly Notification[]): ReadonlySet<string> {
  const neverLive = pending.filter(
    (each) =>
      isNew(each) &&
      each.content.kind === 'live' &&
      each.content.day === undefined &&
      each.content.items.length > 0 &&
      each.content.items.every(({ endedAtOnce, leftOut }) => endedAtOnce === true || leftOut === true),
  );
  return new Set([...findSuperseded(pending), ...neverLive.map(({ id }) => id)]);
}

/**
 * Finds the notifications that a later one about the same subject makes pointless: a container that is
 * reported as failed need not be reported as delayed as well. Both wait where a channel could not be reached for hours.
 * A message that is already posted supersedes nothing, and nothing supersedes it. Pure.
 *
 * @param pending what waits in one channel
 * @returns the ids of those to be forgotten
 */
function findSuperseded(pending: readonly Notification[]): ReadonlySet<string> {
  const unsent = pending.filter(isNew).flatMap((notification) => {
    const { content } = notification;
    const supersession = kindOf(content).supersession(content);
    return supersession === undefined ? [] : [{ notification, ...supersession }];
  });
  const latest = new Map<string, Notification>();
  for (const { notification, subject } of unsent) {
    const before = latest.get(subject);
    if (before === undefined || before.at <= notification.at) latest.set(subject, notification);
  }
  const superseded = unsent.filter(
    ({ notification, subject, isSuperseded }) => isSuperseded && latest.get(subject) !== notification,
  );
  return new Set(superseded.map(({ notification }) => notification.id));
}
