import type { Card } from '../messages/card.ts';
import type { Content } from '../messages/content.ts';
import { kindOf } from './kinds/table.ts';
import type { Notification } from './notification.ts';

/**
 * The card of one message.
 *
 * @param notifications what the message shows: one notification, or several with the same group key
 * @param groupId names the message of several on its buttons
 * @throws TypeError where there is no notification
 */
export function composeCard(
  notifications: readonly Pick<Notification, 'id' | 'content'>[],
  groupId = '',
): Card {
  const [first, ...others] = notifications;
  if (first === undefined) throw new TypeError('a message without notifications');
  const contents: [Content, ...Content[]] = [first.content, ...others.map(({ content }) => content)];
  return kindOf(first.content).render(contents, { notification: first.id, group: groupId });
}
