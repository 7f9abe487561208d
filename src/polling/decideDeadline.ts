import { HOUR } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { expiresAt } from '../threads/status.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';
import { EXPIRY_WARNING, isExpiryDue } from './decideReading.ts';

/**
 * What the clock alone decides about a container that can't be checked: one that was last seen ready is reported an hour
 * before its end, and its watch is over at its end. Pure.
 *
 * @returns `undefined` where there is nothing to report
 */
export function decideDeadline(watch: Watch, now: number): CheckDecision | undefined {
  if (watch.state.kind !== 'status' || watch.state.status !== 'FINISHED') return undefined;
  if (now >= expiresAt(watch.createdAt))
    return { watch, ended: true, event: { kind: 'expired', unverified: true } };
  if (!isExpiryDue(watch, now)) return undefined;
  const warned: Watch = { ...watch, expiryNotified: true };
  return { watch: warned, ended: false, event: { kind: 'expiring', unverified: true } };
}

/** When `decideDeadline` next has something to report; `undefined` where it never does. */
export function nextDeadline({ state, createdAt, expiryNotified }: Watch): number | undefined {
  if (state.kind !== 'status' || state.status !== 'FINISHED') return undefined;
  return expiresAt(createdAt) - (expiryNotified ? 0 : EXPIRY_WARNING);
}

/** So long after its end a container that can't be checked is watched still: the outage may end just then. */
const UNCHECKED_AFTER_END = HOUR;

/**
 * Ends the watch of a container that was not ready when it was last seen, and whose account answers for none of its
 * containers, so that nothing is watched for ever. Pure.
 *
 * @param error what Threads answers instead
 */
export function decideUncheckedEnd(
  watch: Watch,
  error: ErrorDetails,
  now: number,
): CheckDecision | undefined {
  if (now < expiresAt(watch.createdAt) + UNCHECKED_AFTER_END) return undefined;
  const ended: Watch = { ...watch, state: { kind: 'refused', error, at: now } };
  return { watch: ended, ended: true, event: { kind: 'check-failing', error } };
}

/** When `decideUncheckedEnd` has something to report, ms since the epoch. */
export function uncheckedEndOf({ createdAt }: Watch): number {
  return expiresAt(createdAt) + UNCHECKED_AFTER_END;
}
