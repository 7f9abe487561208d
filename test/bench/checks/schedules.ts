import { MINUTE, SECOND } from '../../../src/duration.ts';
import { isFinal, statusAt, type TracedContainer } from './trace.ts';

/** A schedule that others use: checks equal intervals until the end is seen, or the patience is over. */
export interface PlainSchedule {
  readonly label: string;
  readonly every: number;
  readonly atMost: number;
}

export const PLAIN_SCHEDULES: readonly PlainSchedule[] = [
  { label: 'every 3 s × 30', every: 3 * SECOND, atMost: 30 },
  { label: 'every 20 s × 90', every: 20 * SECOND, atMost: 90 },
  { label: 'every minute until done', every: MINUTE, atMost: Number.POSITIVE_INFINITY },
];

/** When a plain schedule checks a container, ms after its creation. */
export function simulate(container: TracedContainer, { every, atMost }: PlainSchedule): number[] {
  const checks: number[] = [];
  for (let at = container.watchedAfter; checks.length < atMost; at += every) {
    checks.push(at);
    if (isFinal(statusAt(container, at))) break;
  }
  return checks;
}
