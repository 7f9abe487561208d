import { CONTAINER_STATUSES } from '../threads/status.ts';
import type { CheckOutcome } from './checkContainer.ts';

/** What a check brought, for counts: `unanswered` is an error of the account, `other` a status that is not documented. */
export const CHECK_OUTCOMES = [
  ...CONTAINER_STATUSES.map(toLabel),
  'other',
  'not_found',
  'refused',
  'failing',
  'unanswered',
] as const;

/** One check that was made. */
export interface CheckReport {
  /** One of {@link CHECK_OUTCOMES}. */
  readonly outcome: string;
  /** How long after it fell due it was made, ms; left out where it was made before, since a person asked. */
  readonly lagMs?: number;
}

/** The name of an outcome; the same few, whatever Threads answers. */
export function nameCheckOutcome(outcome: CheckOutcome): string {
  switch (outcome.kind) {
    case 'read': {
      const known = CONTAINER_STATUSES.find((status) => status === outcome.reading.status);
      return known === undefined ? 'other' : toLabel(known);
    }
    case 'account-error':
      return 'unanswered';
    case 'not-found':
      return 'not_found';
    default:
      return outcome.kind;
  }
}

function toLabel(status: string): string {
  return status.toLowerCase();
}
