import type { AlertKind } from '../../messages/alertKinds.ts';
import type { AlertWeight, SnoozeSubject } from './notificationKind.ts';

/** Live messages come first, then what concerns the account or the channel as a whole, then single alerts. */
export const RANKS = { live: 0, accountOrChannel: 1, alert: 2 } as const;

/** Has no group, or no supersession. */
export const none = (): undefined => undefined;

/** The ids alone decide the order. */
export const noTieBreak = (): string => '';

/** Stays true however long a snooze holds it back. */
export const always = (): boolean => true;

/** No snooze holds it back. */
export const neverSnoozed = (): readonly SnoozeSubject[] => [];

/** Only a snooze of the whole channel holds it back. */
export const snoozedWithChannel = (): readonly SnoozeSubject[] => [{}];

/** Snoozed with its account's quotas, or with the whole channel. */
export const snoozedWithQuotas = ({ account }: { readonly account: string }): readonly SnoozeSubject[] => [
  { account },
  {},
];

/** News that nobody has to act on. */
export const newsOf = (kind: AlertKind): (() => AlertWeight) => {
  const weight = { kind, isBad: false, isUrgent: false, isReminded: false };
  return () => weight;
};
