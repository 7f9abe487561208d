import type { ChatPort, DeliveryError } from '../chat/port.ts';
import { channelLost } from '../messages/channelLost.ts';
import type { Place, PlatformName } from '../place.ts';
import type { Postings } from './postings.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { Watching } from './watching.ts';

export interface EndPlaceParts {
  readonly watching: Watching;
  readonly quotaAlerts: QuotaAlerts;
  readonly postings: Postings;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
}

/**
 * Ends all that a channel subscribed to, since nothing reaches it any more, and tells those who made the
 * watches where the platform has a way to.
 */
export async function endPlace(place: Place, reason: DeliveryError, parts: EndPlaceParts): Promise<void> {
  const watches = await parts.watching.forgetPlace(place);
  await parts.quotaAlerts.forgetPlace(place);
  // A watch that has just ended is on no list any more, and its alert is what nobody will read.
  const unsent = (await parts.postings.forgetPlace(place)).flatMap(({ content }) =>
    content.kind === 'container' ? [content] : [],
  );
  const chat = parts.chats.get(place.platform);
  if (chat?.tellPerson === undefined) return;
  const people = new Map<string, Set<string>>();
  for (const { container, by } of [...watches, ...unsent])
    people.set(by, (people.get(by) ?? new Set()).add(container));
  for (const [person, containers] of people)
    await chat.tellPerson(
      place,
      person,
      channelLost({ channel: place.channel, reason: reason.message, containers: [...containers] }),
    );
}
