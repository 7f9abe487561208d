import { withAcknowledgement } from '../messages/acknowledgement.ts';
import { messageRefused } from '../messages/alerts/messageRefused.ts';
import type { Card } from '../messages/card.ts';
import type { Mention } from '../messages/channelChoices.ts';
import type { Content } from '../messages/content.ts';
import type { MessageLinks } from '../messages/links.ts';
import { acknowledgeablesOf, alertName } from './acknowledgement.ts';
import { kindOf } from './kinds/table.ts';
import type { Notification } from './notification.ts';
import { withoutPeoplesText } from './withoutPeoplesText.ts';

/**
 * How much of a message is sent. `plain` leaves out what people wrote; `notice` says in constant words alone that the
 * message can't be shown.
 */
export type MessageForm = 'full' | 'plain' | 'notice';

/** What a message says beside what its notifications do. */
export interface MessageOptions {
  readonly form?: MessageForm;
  /** Whom it calls; on an edit, whom it called when it was posted. */
  readonly mentions?: readonly Mention[];
  readonly isSilent?: boolean;
  /** Where it can point to. */
  readonly links?: MessageLinks;
}

/**
 * The card of one message.
 *
 * @param notifications what the message shows: one notification, or several with the same group key
 * @param groupId names the message of several on its buttons
 * @throws TypeError where there is no notification
 */
export function composeCard(
  notifications: readonly Pick<Notification, 'id' | 'content' | 'isPlain'>[],
  groupId = '',
  { form = 'full', mentions = [], isSilent = false, links = {} }: MessageOptions = {},
): Card {
  const [first, ...others] = notifications;
  if (first === undefined) throw new TypeError('a message without notifications');
  const contents: [Content, ...Content[]] = [first.content, ...others.map(({ content }) => content)];
  const heard = { ...(mentions.length > 0 && { mentions }), ...(isSilent && { isSilent }) };
  if (form === 'notice') return { ...messageRefused(contents), ...heard };
  const render = (shown: [Content, ...Content[]]): Card =>
    kindOf(first.content).render(shown, { notification: first.id, group: groupId, links });
  const isPlain = form === 'plain' || notifications.some((each) => each.isPlain === true);
  const card = isPlain ? withoutPeoplesText(contents, render) : render(contents);
  return {
    ...withAcknowledgement(card, acknowledgeablesOf(contents), alertName(first.id)),
    ...heard,
  };
}
