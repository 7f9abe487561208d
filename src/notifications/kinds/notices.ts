import { accountConnected } from '../../messages/alerts/accountConnected.ts';
import { accountDisconnected } from '../../messages/alerts/accountDisconnected.ts';
import { alertSettingsChanged } from '../../messages/alerts/alertSettingsChanged.ts';
import { channelSnoozed } from '../../messages/alerts/channelSnoozed.ts';
import { hookEventsEnded } from '../../messages/alerts/hookEventsEnded.ts';
import { hookEventsLost } from '../../messages/alerts/hookEventsLost.ts';
import { hookMade } from '../../messages/alerts/hookMade.ts';
import { hookRevoked } from '../../messages/alerts/hookRevoked.ts';
import { publication } from '../../messages/alerts/publication.ts';
import { quotaAlertsChanged } from '../../messages/alerts/quotaAlertsChanged.ts';
import { storeEmptied } from '../../messages/alerts/storeEmptied.ts';
import type { Card } from '../../messages/card.ts';
import type { Content, ContentOf } from '../../messages/content.ts';
import { always, neverSnoozed, none, noTieBreak, RANKS } from './commonFacts.ts';
import type { NotificationKind } from './notificationKind.ts';

/**
 * What somebody did in the channel, or what happened to the bot itself. A channel reads it at once and once: no snooze and
 * no quiet hours hold it back, since it tells of them or of what they rely on.
 */
export const noticeKinds = {
  'account-connected': noticeOf(accountConnected),
  'account-disconnected': noticeOf(accountDisconnected),
  'alert-settings': noticeOf(alertSettingsChanged),
  'channel-snoozed': noticeOf(channelSnoozed),
  'hook-made': noticeOf(hookMade),
  'hook-revoked': noticeOf(hookRevoked),
  publication: noticeOf(publication),
  'hook-events-ended': noticeOf(hookEventsEnded),
  'hook-events-lost': noticeOf(hookEventsLost),
  'quota-alerts': noticeOf(quotaAlertsChanged),
  'store-emptied': noticeOf(storeEmptied),
};

function noticeOf<K extends Content['kind']>(write: (content: ContentOf<K>) => Card): NotificationKind<K> {
  return {
    rank: RANKS.accountOrChannel,
    tieBreak: noTieBreak,
    groupKey: none,
    weigh: none,
    snoozeSubjects: neverSnoozed,
    isStillTrue: always,
    supersession: none,
    whenDeleted: 'forget',
    render: ([content]) => write(content),
  };
}
