import { MINUTE, SECOND } from '../../../src/duration.ts';
import { isFinal, statusAt, type TracedContainer } from './trace.ts';

/** A schedule that others use: checks at equal intervals until a final status or a maximum of checks. */
export interface PlainSchedule {
  readonly label: string;
  readonly interval: number;
  readonly maxChecks: number;
}

export const PLAIN_SCHEDULES: readonly PlainSchedule[] = [
  { label: 'every 3 s × 30', interval: 3 * SECOND, maxChecks: 30 },
  { label: 'every 20 s × 90', interval: 20 * SECOND, maxChecks: 90 },
  { label: 'every minute until done', interval: MINUTE, maxChecks: Number.POSITIVE_INFINITY },
];

/** The times at which a plain schedule checks a container; ms after its creation. */
export function simulate(container: TracedContainer, { interval, maxChecks }: PlainSchedule): number[] {
  const checks: number[] = [];
  for (let at = container.watchedAfter; checks.length < maxChecks; at += interval) {
    checks.push(at);
    if (isFinal(statusAt(container, at))) break;
  }
  return checks;
}
