import { accountBlind } from './accountBlind.ts';
import { accountSeesAgain } from './accountSeesAgain.ts';
import type { Card } from './card.ts';
import { channelSnoozed } from './channelSnoozed.ts';
import { containerAlert } from './containerAlert.ts';
import { containerGroup } from './containerGroup.ts';
import type { Content } from './content.ts';
import { liveWatch } from './liveWatch.ts';
import { quotaAlertsChanged } from './quotaAlertsChanged.ts';
import { quotaReached } from './quotaReached.ts';
import { roomAgain } from './roomAgain.ts';
import { tokenEnding } from './tokenEnding.ts';

/** A message to be, and the id by which its buttons name it. */
interface Composable {
  readonly id: string;
  readonly content: Content;
}

/**
 * The card for what goes out in one call: one message, or what happened alike to several containers.
 *
 * @param group names the message of several on its buttons
 */
export function composeCard(parts: readonly Composable[], group = ''): Card {
  const contents = parts.map(({ content }) => content);
  const [content] = contents;
  switch (content?.kind) {
    case 'live':
      return liveWatch(content, parts[0]?.id ?? '');
    case 'container':
      return contents.length === 1
        ? containerAlert(content)
        : containerGroup(
            contents.filter((each) => each.kind === 'container'),
            group,
          );
    case 'quota':
      return quotaReached(content);
    case 'quota-alerts':
      return quotaAlertsChanged(content);
    case 'room-again':
      return roomAgain(content);
    case 'channel-snoozed':
      return channelSnoozed(content);
    case 'blind':
      return accountBlind(content);
    case 'sees-again':
      return accountSeesAgain(content);
    case 'token-ending':
      return tokenEnding(content);
    case undefined:
      throw new TypeError('a message without content');
  }
}
