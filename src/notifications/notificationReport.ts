import type { Notification } from './notification.ts';

/**
 * What became of a notification. `sent`: people have a new message. `edited`: a posted message shows it. `superseded`:
 * a later one made it pointless. `unwanted`: it is muted, or was held back until it was not true any more. `set_aside`:
 * the platform refuses it in every form. `lost`: its channel can't be posted to any more.
 */
export const NOTIFICATION_OUTCOMES = [
  'sent',
  'edited',
  'superseded',
  'unwanted',
  'set_aside',
  'lost',
] as const;

export type NotificationOutcome = (typeof NOTIFICATION_OUTCOMES)[number];

/** What became of one notification, for the log and for counts. */
export interface NotificationReport {
  readonly notification: Pick<Notification, 'channel' | 'content'>;
  readonly outcome: NotificationOutcome;
  /** The platform's id of the message that shows it. */
  readonly messageId?: string;
  /** Of a sent one: how long it waited, ms, without the time in which a snooze or quiet hours held it back. */
  readonly waitedMs?: number;
}

export type OnNotification = (report: NotificationReport) => void;
