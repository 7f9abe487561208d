import type { Log } from '../../log.ts';
import type { Content } from '../../messages/content.ts';
import type { OnNotification } from '../../notifications/notificationReport.ts';

/** One line for each alert that was sent; live messages are no alerts. */
export function createNotificationLog(log: Pick<Log, 'info'>): OnNotification {
  return ({ notification: { channel, content }, outcome, messageId }) => {
    if (outcome !== 'sent' || content.kind === 'live') return;
    log.info({ kind: content.kind, ...subjectOf(content), channel, messageId }, 'an alert was sent');
  };
}

/** What an alert is about, as far as its facts name it. */
function subjectOf(content: Content): { readonly account?: string; readonly container?: string } {
  return {
    ...('account' in content && content.account !== undefined && { account: content.account }),
    ...('container' in content && content.container !== undefined && { container: content.container }),
  };
}
