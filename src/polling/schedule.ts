import { MINUTE } from '../duration.ts';

/** Meta recommends to ask once a minute for no more than 5 minutes. */
const EARLY_WINDOW = 5 * MINUTE;

/** How many status calls a container may cost; the floor of Threads' call budget is sized by it. */
export const MAX_CHECKS = 8;

/** A check that stays unanswered is made up for by one that comes within this time. */
const MADE_UP_WITHIN = 15 * MINUTE;

/** When to check a container: offsets in ms from its creation, ascending, at least one. */
export type CheckSchedule = readonly number[];

/** What decides when a watch is checked and what is reported. */
export interface CheckPolicy {
  readonly schedule: CheckSchedule;
  /** From this age on, ms, a container that is ready is reported as not published; `undefined` where it never is. */
  readonly unpublishedAfter: number | undefined;
}

/** The time of the first scheduled check that still lies ahead; `undefined` where none does. */
export function planNextCheck(schedule: CheckSchedule, createdAt: number, now: number): number | undefined {
  const offset = schedule.find((candidate) => createdAt + candidate > now);
  return offset === undefined ? undefined : createdAt + offset;
}

/**
 * The first check of a container that its publisher registers. A program reports it when it was just created, so that a
 * check at once would show nothing; but where a scheduled check has passed since, one is made at once.
 */
export function planFirstCheck(schedule: CheckSchedule, createdAt: number, now: number): number {
  const isLate = schedule.some((offset) => offset > 0 && createdAt + offset <= now);
  return isLate ? now : (planNextCheck(schedule, createdAt, now) ?? now);
}

/**
 * The next scheduled check that is made. Checks that people asked for count as well: scheduled checks are left out for
 * them, as far as another check soon makes up for each that is left out.
 *
 * @param checks made so far
 */
export function planCheckWithinBudget(
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

/**
 * The next check of a container that is ready and whose publisher reports when it is published: the early checks would
 * find nothing that nobody knows, so the first one after them is made.
 *
 * @param planned the next check otherwise
 */
export function skipEarlyChecks(schedule: CheckSchedule, createdAt: number, planned: number): number {
  const late = schedule.find((offset) => offset > EARLY_WINDOW);
  return late === undefined ? planned : Math.max(planned, createdAt + late);
}

/** How many scheduled checks still lie ahead. */
export function countChecksAfter(schedule: CheckSchedule, createdAt: number, now: number): number {
  return schedule.filter((offset) => createdAt + offset > now).length;
}

/**
 * From when on a container that is still processing is reported as delayed: the last check of the early window, or else
 * the first check after it.
 */
export function delayedFrom(schedule: CheckSchedule, createdAt: number): number {
  const early = schedule.filter((offset) => offset > 0 && offset <= EARLY_WINDOW);
  const late = schedule.find((offset) => offset > EARLY_WINDOW);
  return createdAt + (early.at(-1) ?? late ?? EARLY_WINDOW);
}

/** Whether no other check comes soon enough to make up for this one, so that an outage must not use it up. */
export function isUnrecoverable(schedule: CheckSchedule, createdAt: number, now: number): boolean {
  const next = planNextCheck(schedule, createdAt, now);
  return next === undefined || next - now > MADE_UP_WITHIN;
}

/**
 * Whether a check of this container may fail, and be made again later, without more than {@link MAX_CHECKS} in all: the
 * checks ahead that another makes up for can be left out.
 */
export function hasCheckToSpare(
  schedule: CheckSchedule,
  { checks, createdAt }: { readonly checks: number; readonly createdAt: number },
  now: number,
): boolean {
  const ahead = schedule.map((offset) => createdAt + offset).filter((at) => at > now);
  const needed = ahead.filter((at) => isUnrecoverable(schedule, createdAt, at)).length;
  return checks + 2 + needed <= MAX_CHECKS;
}
