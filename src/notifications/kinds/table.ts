import type { Content } from '../../messages/content.ts';
import { accountOutageKind } from './accountOutage.ts';
import { accountRecoveredKind } from './accountRecovered.ts';
import { containerKind } from './container.ts';
import { createErrorKind } from './createError.ts';
import { hookUnreadableKind } from './hookUnreadable.ts';
import { liveKind } from './live.ts';
import { noticeKinds } from './notices.ts';
import type { NotificationKind } from './notificationKind.ts';
import { quotaKind } from './quota.ts';
import { quotaRecoveredKind } from './quotaRecovered.ts';
import { quotasReadableKind } from './quotasReadable.ts';
import { quotasUnreadableKind } from './quotasUnreadable.ts';
import { reminderKind } from './reminder.ts';
import { tokenEndingKind } from './tokenEnding.ts';

type NotificationKindTable = { readonly [K in Content['kind']]: NotificationKind<K> };

/** Every kind of notification. A kind without an entry, or an entry without a fact, does not compile. */
const notificationKindTable: NotificationKindTable = {
  ...noticeKinds,
  live: liveKind,
  container: containerKind,
  'create-error': createErrorKind,
  quota: quotaKind,
  'quota-recovered': quotaRecoveredKind,
  'hook-unreadable': hookUnreadableKind,
  reminder: reminderKind,
  'quotas-unreadable': quotasUnreadableKind,
  'quotas-readable': quotasReadableKind,
  'account-outage': accountOutageKind,
  'account-recovered': accountRecoveredKind,
  'token-ending': tokenEndingKind,
};

/** Every kind. */
export const NOTIFICATION_KINDS: readonly string[] = Object.keys(notificationKindTable);

/** The facts about the kind of a notification. */
export function kindOf<K extends Content['kind']>({ kind }: { readonly kind: K }): NotificationKind<K> {
  return notificationKindTable[kind];
}
