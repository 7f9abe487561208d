import { createHash } from 'node:crypto';
import type { PlatformName } from '../../channelRef.ts';
import type { Clock } from '../../clock.ts';
import type { ChannelSettings } from '../channelSettings.ts';
import { type ChatPort, DeliveryError } from '../chatPort.ts';
import { composeCard, type MessageForm } from '../composeCard.ts';
import type { DeliveryReceipt } from '../confirmNotification.ts';
import { decideMentions, isSilent, mergeMentions } from '../mentions.ts';
import { isNew, type Notification } from '../notification.ts';
import type { Outbox } from '../outbox.ts';
import type { PostedGroup } from '../postedGroup.ts';
import { findLinks } from './findLinks.ts';
import type { Delivery } from './group.ts';

/** Discord takes no longer one: https://discord.com/developers/docs/resources/message#create-message */
const NONCE_LENGTH = 25;

export interface SendParts {
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly outbox: Outbox;
  readonly channelSettings: ChannelSettings;
  readonly clock: Clock;
  /** The address of the folder `docs` of this project, where a copy of it is hosted. */
  readonly docsUrl?: string | undefined;
}

/**
 * Fifth stage. Posts a message, or edits the one that is already posted.
 *
 * @param form how much of the message is sent
 * @param signal aborted when an edit is wanted no more
 * @throws DeliveryError where the platform does not take it
 * @throws StoreError where the other notifications of a group can't be read
 */
export async function sendDelivery(
  { notifications, joins }: Delivery,
  { chats, outbox, clock, channelSettings, docsUrl }: SendParts,
  form: MessageForm = 'full',
  signal?: AbortSignal,
): Promise<DeliveryReceipt> {
  const [first] = notifications;
  const { channel } = first;
  const chat = chats.get(channel.platform);
  if (chat === undefined)
    throw new DeliveryError('passing', 'not_configured', `${channel.platform} is not configured`);
  const now = clock.now();
  const linksOf = (shown: readonly Notification[]) => findLinks(shown, { chat, outbox, docsUrl });
  const { id, since } = joins ?? { id: nonceOf(notifications, form), since: now };
  const group = { id, since };
  const plain = form !== 'full' && { isPlain: true };
  const messageId = joins?.messageId ?? first.messageId;
  if (messageId !== undefined) {
    const members = joins ? await withMembers(joins, notifications, outbox) : notifications;
    // An edit calls nobody, and shows whom the message called when it was posted.
    const mentions = mergeMentions(members.map((member) => member.mentions ?? []));
    await chat.edit(
      channel,
      messageId,
      composeCard(members, id, { form, mentions, links: await linksOf(members) }),
      signal,
    );
    const joined = isNew(first) && { posted: { mentions: [], at: now } };
    return { messageId, group, ...plain, ...joined };
  }
  const choices = channelSettings.of(channel);
  const mentions = mergeMentions(notifications.map((each) => decideMentions(each, choices)));
  const card = composeCard(notifications, id, {
    form,
    mentions,
    isSilent: isSilent(first, choices),
    links: await linksOf(notifications),
  });
  const answer = await chat.post(channel, card, id);
  const outdated = !answer.showsCard && { isOutdated: true };
  return { messageId: answer.id, group, ...plain, ...outdated, posted: { mentions, at: now } };
}

/** All that the group's message is to show, in the order in which it came. */
async function withMembers(
  group: PostedGroup,
  notifications: Delivery['notifications'],
  outbox: Outbox,
): Promise<Notification[]> {
  const changed = new Map(notifications.map((notification) => [notification.id, notification]));
  const members = (await outbox.membersOf(group)).map((member) => changed.get(member.id) ?? member);
  return [...members, ...notifications.filter(({ id }) => !group.ids.has(id))];
}

/**
 * The same for each try of the same message, so that the platform can drop a duplicate; another one for another form of
 * it. A message that is posted again after somebody deleted it has a new one: Discord would post nothing.
 */
function nonceOf(notifications: readonly Notification[], form: MessageForm): string {
  const names = notifications.map(({ id, nonce }) => (nonce === undefined ? id : `${id} ${nonce}`));
  const about = form === 'full' ? names : [...names, form];
  return createHash('sha256').update(about.join('\n')).digest('base64url').slice(0, NONCE_LENGTH);
}
