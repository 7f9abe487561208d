import type { MessageLinks } from '../../messages/links.ts';
import type { ChatPort } from '../chatPort.ts';
import type { Notification } from '../notification.ts';
import type { Outbox } from '../outbox.ts';

interface LinkParts {
  readonly chat: ChatPort;
  readonly outbox: Outbox;
  readonly docsUrl: string | undefined;
}

/**
 * Where a message can point to: an alert to its live message, a live message to its alerts, as far as they are posted.
 * A message about several has no links of its own.
 *
 * @throws StoreError where the other notifications can't be read
 */
export async function findLinks(
  notifications: readonly Notification[],
  { chat, outbox, docsUrl }: LinkParts,
): Promise<MessageLinks> {
  const [first, ...others] = notifications;
  const ids = first === undefined || others.length > 0 ? [] : linkedIds(first);
  if (first === undefined || ids.length === 0 || chat.linkTo === undefined) return { docs: docsUrl };
  const linked = await outbox.getReadable(ids);
  const messageIds = new Map(linked.map(({ id, messageId }) => [id, messageId]));
  return {
    docs: docsUrl,
    of: (id) => {
      const messageId = messageIds.get(id);
      return messageId === undefined ? undefined : chat.linkTo?.(first.channel, messageId);
    },
  };
}

function linkedIds({ content }: Notification): string[] {
  switch (content.kind) {
    case 'live':
      return content.items.flatMap(({ alert }) => alert ?? []);
    case 'reminder':
      return [content.first];
    case 'container':
      return content.live === undefined ? [] : [content.live];
    default:
      return [];
  }
}
