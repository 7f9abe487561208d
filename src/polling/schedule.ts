import { MINUTE } from '../duration.ts';

/** Meta recommends to ask once a minute for no more than 5 minutes. */
const EARLY_WINDOW = 5 * MINUTE;

/** What a container may cost us in status calls; the floor of Threads' call budget is sized by it. */
export const MAX_CHECKS = 7;

/** How far a check may be from the next one that would make up for it, should it stay unanswered. */
const MADE_UP_WITHIN = 15 * MINUTE;

/** When to check a container: offsets in ms from its creation, ascending, at least one. */
export type CheckSchedule = readonly number[];

/** The moment of the first check of the schedule that still lies ahead; `undefined` where none does. */
export function planNextCheck(schedule: CheckSchedule, createdAt: number, now: number): number | undefined {
  const offset = schedule.find((candidate) => createdAt + candidate > now);
  return offset === undefined ? undefined : createdAt + offset;
}

/**
 * The next check that is to be made, of those of the schedule that lie ahead. Checks that were made besides it, because
 * somebody asked, stand for the next ones of it, as far as another soon makes up for each that is left out.
 *
 * @param checks made so far
 */
export function planCheckWithin(
  schedule: CheckSchedule,
  createdAt: number,
  checks: number,
  now: number,
): number | undefined {
  const ahead = schedule.map((offset) => createdAt + offset).filter((at) => at > now);
  const most = Math.max(MAX_CHECKS, schedule.length);
  const isNeeded = (at: number, index: number): boolean =>
    checks + ahead.length - index <= most || isUnrecoverable(schedule, createdAt, at);
  return ahead.find(isNeeded);
}

/** How many checks of the schedule still lie ahead. */
export function countChecksAfter(schedule: CheckSchedule, createdAt: number, now: number): number {
  return schedule.filter((offset) => createdAt + offset > now).length;
}

/** When the early window's last check is due; what is still open then is parked. */
export function delayedFrom(schedule: CheckSchedule, createdAt: number): number {
  return createdAt + Math.max(0, ...schedule.filter((offset) => offset <= EARLY_WINDOW));
}

/** From when a container that is ready, but not published, is worth a warning: the last check but one. */
export function expiryWarnedFrom(schedule: CheckSchedule, createdAt: number): number | undefined {
  const offset = schedule.at(-2);
  return offset === undefined || offset <= EARLY_WINDOW ? undefined : createdAt + offset;
}

/**
 * Whether no other check comes soon enough to make up for this one. Before such a check we make sure that
 * Threads answers at all, so that an outage cannot eat it.
 */
export function isUnrecoverable(schedule: CheckSchedule, createdAt: number, now: number): boolean {
  const next = planNextCheck(schedule, createdAt, now);
  return next === undefined || next - now > MADE_UP_WITHIN;
}
