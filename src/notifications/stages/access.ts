import type { AccessCheck } from '../../accounts/access.ts';
import type { Content } from '../../messages/content.ts';
import type { Notification } from '../notification.ts';

/** Which notifications of a channel may be told there. */
export interface AccessDecision {
  readonly granted: readonly Notification[];
  /** Those that are told nowhere. */
  readonly denied: readonly Notification[];
}

/**
 * Before all stages. Keeps from a channel what is about accounts that its workspace may not use any more. A live message waits, in case
 * that the workspace may use them again; what else is new is not for it.
 */
export function applyAccess(pending: readonly Notification[], accessOf: AccessCheck): AccessDecision {
  const granted: Notification[] = [];
  const denied: Notification[] = [];
  for (const notification of pending) {
    const { content, channel } = notification;
    const access = accessOf(channel.workspace, accountsOf(content));
    if (access === 'granted') granted.push(notification);
    else if (access === 'denied' && content.kind !== 'live') denied.push(notification);
  }
  return { granted, denied };
}

/** The accounts that a notification tells of; none where it tells of the channel alone. */
export function accountsOf(content: Content): readonly string[] {
  if (content.kind === 'reminder') return content.about.map(({ account }) => account);
  if (content.kind === 'store-emptied')
    return [...content.watches.map(({ account }) => account), ...content.quotaAlerts];
  const named = 'account' in content ? [content.account] : [];
  return 'accounts' in content ? [...named, ...(content.accounts ?? [])] : named;
}
