import type { Watch } from '../watches/watch.ts';
import { type CheckSchedule, countChecksAfter, MAX_CHECKS, planNextCheck } from './schedule.ts';

/**
 * When a container whose check failed is checked again: after `delay`, where the scheduled checks that lie ahead leave
 * one to spare, else at the next of them.
 *
 * @returns ms since the epoch; `undefined` where no check is left
 */
export function planRecheck(
  { createdAt, checks }: Watch,
  schedule: CheckSchedule,
  now: number,
  delay: number,
): number | undefined {
  const scheduled = planNextCheck(schedule, createdAt, now);
  const soon = now + delay;
  if (scheduled !== undefined && scheduled <= soon) return scheduled;
  const isSpare = checks + 1 + countChecksAfter(schedule, createdAt, now) <= MAX_CHECKS;
  return isSpare ? soon : scheduled;
}
