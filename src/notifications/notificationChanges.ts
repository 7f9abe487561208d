import { randomUUID } from 'node:crypto';
import type { Content } from '../messages/content.ts';
import { kindOf } from './kinds/table.ts';
import { isNew, type Notification } from './notification.ts';

/** A change to what a message says; `undefined` where nothing changes. */
export type Revision = (notification: Notification) => Pick<Notification, 'content' | 'final'> | undefined;

/** The notification with all these changes; `undefined` where nothing changes. Pure. */
export function toRevised(
  notification: Notification,
  changes: readonly Revision[],
): Notification | undefined {
  let revised = notification;
  for (const change of changes) revised = Object.assign({}, revised, change(revised));
  const isChanged = revised.content !== notification.content || revised.final !== notification.final;
  return isChanged ? { ...revised, synced: false } : undefined;
}

/** The notification as it needs a new message; `undefined` where that would have nothing to say, ever. Pure but for the nonce. */
export function toUnposted({ messageId: _, group: __, ...unposted }: Notification): Notification | undefined {
  const { content, final } = unposted;
  const said = kindOf(content).sayAnew?.(content) ?? content;
  const isSilent = saysNothing(said);
  return isSilent && final
    ? undefined
    : { ...unposted, content: said, synced: isSilent, nonce: randomUUID() };
}

/**
 * The notification with a change that its message need not show; `undefined` where nothing changes. One that has no
 * message yet is not sent for nothing. Pure.
 */
export function toAnnotated(
  notification: Notification,
  content: Content | undefined,
): Notification | undefined {
  if (content === undefined) return undefined;
  const isSilent = isNew(notification) && !notification.final && saysNothing(content);
  return { ...notification, content, synced: notification.synced || isSilent };
}

/** Whether a new message would have nothing to say. */
function saysNothing(content: Content): boolean {
  return kindOf(content).saysNothing?.(content) ?? false;
}
