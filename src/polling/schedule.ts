import { MINUTE } from '../duration.ts';

/** Meta recommends one status call a minute, for 5 minutes at most. */
const EARLY_WINDOW = 5 * MINUTE;

/** How many status calls one container may cost; Threads' smallest call budget is enough for that. */
export const MAX_CHECKS = 7;

/** If a check gets no answer, the next one makes up for it only within this time. */
const MAKE_UP_WINDOW = 15 * MINUTE;

/** When to check a container: offsets in ms from its creation, ascending, at least one. */
export type CheckSchedule = readonly number[];

/** When the next check of the schedule falls due, ms since the epoch; `undefined` after the last one. */
export function planNextCheck(schedule: CheckSchedule, createdAt: number, now: number): number | undefined {
  const offset = schedule.find((candidate) => createdAt + candidate > now);
  return offset === undefined ? undefined : createdAt + offset;
}

/**
 * When to make the next check, within the container's budget of {@link MAX_CHECKS}. Checks that a person asked for use
 * up the budget too. Then scheduled checks are left out, but never an unrecoverable one.
 *
 * @param checks how many were made so far
 * @returns ms since the epoch; `undefined` after the last check
 */
export function planCheckWithinBudget(
  schedule: CheckSchedule,
  createdAt: number,
  checks: number,
  now: number,
): number | undefined {
  const ahead = schedule.map((offset) => createdAt + offset).filter((at) => at > now);
  const budget = Math.max(MAX_CHECKS, schedule.length);
  const mustBeMade = (at: number, index: number): boolean =>
    checks + ahead.length - index <= budget || isUnrecoverable(schedule, createdAt, at);
  return ahead.find(mustBeMade);
}

/** How many checks of the schedule are still to come. */
export function countChecksAfter(schedule: CheckSchedule, createdAt: number, now: number): number {
  return schedule.filter((offset) => createdAt + offset > now).length;
}

/** When the last of the early checks is due. A container that is still in progress then is reported as delayed. */
export function delayedFrom(schedule: CheckSchedule, createdAt: number): number {
  return createdAt + Math.max(0, ...schedule.filter((offset) => offset <= EARLY_WINDOW));
}

/** From when a container that is ready but not published is warned about: from the last check but one. */
export function expiryWarnedFrom(schedule: CheckSchedule, createdAt: number): number | undefined {
  const offset = schedule.at(-2);
  return offset === undefined || offset <= EARLY_WINDOW ? undefined : createdAt + offset;
}

/**
 * Whether a check at this time is unrecoverable: no later check comes soon enough to make up for it. Before such a
 * check the poller makes sure that the account answers, so that the check is not lost to an outage.
 */
export function isUnrecoverable(schedule: CheckSchedule, createdAt: number, now: number): boolean {
  const next = planNextCheck(schedule, createdAt, now);
  return next === undefined || next - now > MAKE_UP_WINDOW;
}
