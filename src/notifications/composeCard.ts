import { accountOutage } from '../messages/alerts/accountOutage.ts';
import { accountRecovered } from '../messages/alerts/accountRecovered.ts';
import { channelSnoozed } from '../messages/alerts/channelSnoozed.ts';
import { containerAlert } from '../messages/alerts/containerAlert.ts';
import { containerGroup } from '../messages/alerts/containerGroup.ts';
import { liveMessage } from '../messages/alerts/liveMessage.ts';
import { quotaAlertsChanged } from '../messages/alerts/quotaAlertsChanged.ts';
import { quotaReached } from '../messages/alerts/quotaReached.ts';
import { quotaRecovered } from '../messages/alerts/quotaRecovered.ts';
import { tokenEnding } from '../messages/alerts/tokenEnding.ts';
import type { Card } from '../messages/card.ts';
import type { Content } from '../messages/content.ts';

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
      return liveMessage(content, parts[0]?.id ?? '');
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
    case 'quota-recovered':
      return quotaRecovered(content);
    case 'channel-snoozed':
      return channelSnoozed(content);
    case 'account-outage':
      return accountOutage(content);
    case 'account-recovered':
      return accountRecovered(content);
    case 'token-ending':
      return tokenEnding(content);
    case undefined:
      throw new TypeError('a message without content');
  }
}
