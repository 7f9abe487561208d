import { HOUR, MINUTE } from '../duration.ts';

/** Threads' own limit: a container that has not been published by then expires. */
const EXPIRES_AFTER = 24 * HOUR;

/** Meta recommends to ask once a minute for no more than 5 minutes. */
const EARLY_WINDOW = 5 * MINUTE;

/** What a container may cost us in status calls; the floor of Threads' call budget is sized by it. */
export const MOST_LOOKS = 7;

/** How far a look may be from the next one that would make up for it, should it stay unanswered. */
const MADE_UP_WITHIN = 15 * MINUTE;

/** When to look at a container: offsets in ms from its creation, ascending, at least one. */
export type LookSchedule = readonly number[];

/** The moment of the first look of the schedule that still lies ahead; `undefined` where none does. */
export function planNextLook(schedule: LookSchedule, createdAt: number, now: number): number | undefined {
  const offset = schedule.find((candidate) => createdAt + candidate > now);
  return offset === undefined ? undefined : createdAt + offset;
}

/**
 * The next look that is to be made, of those of the schedule that lie ahead. Looks that were made besides it, because
 * somebody asked, stand for the next ones of it, as far as another soon makes up for each that is left out.
 *
 * @param looks made so far
 */
export function planLookWithin(
  schedule: LookSchedule,
  createdAt: number,
  looks: number,
  now: number,
): number | undefined {
  const ahead = schedule.map((offset) => createdAt + offset).filter((at) => at > now);
  const most = Math.max(MOST_LOOKS, schedule.length);
  const isNeeded = (at: number, index: number): boolean =>
    looks + ahead.length - index <= most || isPrecious(schedule, createdAt, at);
  return ahead.find(isNeeded);
}

/** How many looks of the schedule still lie ahead. */
export function countLooksAfter(schedule: LookSchedule, createdAt: number, now: number): number {
  return schedule.filter((offset) => createdAt + offset > now).length;
}

/** When the early window's last look is due; what is still open then is parked. */
export function parkedFrom(schedule: LookSchedule, createdAt: number): number {
  return createdAt + Math.max(0, ...schedule.filter((offset) => offset <= EARLY_WINDOW));
}

/** From when a container that is ready, but not published, is worth a warning: the last look but one. */
export function expiryWarnedFrom(schedule: LookSchedule, createdAt: number): number | undefined {
  const offset = schedule.at(-2);
  return offset === undefined || offset <= EARLY_WINDOW ? undefined : createdAt + offset;
}

/**
 * Whether no other look comes soon enough to make up for this one. Before such a look we make sure that
 * Threads answers at all, so that an outage cannot eat it.
 */
export function isPrecious(schedule: LookSchedule, createdAt: number, now: number): boolean {
  const next = planNextLook(schedule, createdAt, now);
  return next === undefined || next - now > MADE_UP_WITHIN;
}

/** When a container expires, as far as we know its creation. */
export function expiresAt(createdAt: number): number {
  return createdAt + EXPIRES_AFTER;
}
