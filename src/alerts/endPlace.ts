import type { ChatPort, DeliveryError } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import { channelLost } from '../messages/channelLost.ts';
import type { Place, PlatformName } from '../place.ts';
import type { LostPlaces } from './lostPlaces.ts';
import type { Postings } from './postings.ts';
import type { QuotaAlerts } from './quotaAlerts.ts';
import type { Watching } from './watching.ts';

export interface EndPlaceParts {
  readonly watching: Watching;
  readonly quotaAlerts: QuotaAlerts;
  readonly postings: Postings;
  readonly lostPlaces: LostPlaces;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
}

/**
 * Ends all that a channel subscribed to, since nothing reaches it any more; notes it for `doctor`, and tells those who
 * made the watches and turned the quota alerts on where the platform has a way to.
 */
export async function endPlace(place: Place, reason: DeliveryError, parts: EndPlaceParts): Promise<void> {
  const watches = await parts.watching.forgetPlace(place);
  const subscriptions = await parts.quotaAlerts.forgetPlace(place);
  // A watch that has just ended is on no list any more, and its alert is what nobody will read.
  const unsent = (await parts.postings.forgetPlace(place)).flatMap(({ content }) =>
    content.kind === 'container' ? [content] : [],
  );
  const ended = [...watches, ...unsent];
  if (ended.length + subscriptions.length > 0)
    await parts.lostPlaces.add({
      version: 1,
      place,
      reason: reason.message,
      at: parts.clock.now(),
      containers: new Set(ended.map(({ container }) => container)).size,
      accounts: subscriptions.map(({ account }) => account),
    });
  const chat = parts.chats.get(place.platform);
  if (chat?.tellPerson === undefined) return;
  const containers = Map.groupBy(ended, ({ by }) => by);
  const accounts = Map.groupBy(subscriptions, ({ by }) => by);
  for (const person of new Set([...containers.keys(), ...accounts.keys()]))
    await chat.tellPerson(
      place,
      person,
      channelLost({
        channel: place.channel,
        reason: reason.message,
        containers: [...new Set(containers.get(person)?.map(({ container }) => container))],
        accounts: accounts.get(person)?.map(({ account }) => account) ?? [],
      }),
    );
}
