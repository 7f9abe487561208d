import { MINUTE } from '../duration.ts';
import type { ThreadsError } from '../threads/errors.ts';
import { type ContainerReading, isFinalStatus } from '../threads/status.ts';
import type { Happening } from './happening.ts';
import {
  countLooksAfter,
  expiryWarnedFrom,
  type LookSchedule,
  MOST_LOOKS,
  parkedFrom,
  planLookWithin,
  planNextLook,
} from './schedule.ts';
import { type Trouble, troubleOf, type Watch } from './watch.ts';

/** Threads may not see a container for its first seconds: told after this many looks, over at least a minute. */
const UNSEEN_LOOKS = 3;
const UNSEEN_INTERVAL = MINUTE;

/** What a look brought: an answer about this container, for now or for good. */
export type LookAnswer =
  | { readonly kind: 'read'; readonly reading: ContainerReading }
  | { readonly kind: 'unseen'; readonly error: ThreadsError }
  | { readonly kind: 'refused'; readonly error: ThreadsError };

/** The watch as it is after a look; one that ended is forgotten. */
export interface LookDecision {
  readonly watch: Watch;
  readonly ended: boolean;
  readonly happening?: Happening;
}

/**
 * What follows from a look's answer. Pure: the caller stores what is decided, the happening first.
 *
 * @param now when the answer came, ms since the epoch
 */
export function decideLook(
  watch: Watch,
  answer: LookAnswer,
  schedule: LookSchedule,
  now: number,
): LookDecision {
  switch (answer.kind) {
    case 'read':
      return decideReading(counted(watch), answer.reading, schedule, now);
    case 'unseen':
      return decideUnseen(counted(watch), troubleOf(answer.error), schedule, now);
    case 'refused': {
      const trouble = troubleOf(answer.error);
      return {
        watch: { ...counted(watch), state: { kind: 'refused', trouble, at: now } },
        ended: true,
        happening: { kind: 'refused', trouble },
      };
    }
  }
}

/** A call that Threads did not answer is spent all the same; the look itself is still due. */
export function counted(watch: Watch): Watch {
  return { ...watch, looks: watch.looks + 1 };
}

function decideReading(
  watch: Watch,
  { status, errorMessage }: ContainerReading,
  schedule: LookSchedule,
  now: number,
): LookDecision {
  const { unseen: _, ...rest } = watch;
  const seen: Watch = {
    ...rest,
    state: { kind: 'status', status, ...(errorMessage !== undefined && { errorMessage }), at: now },
  };
  if (status === 'ERROR') return { watch: seen, ended: true, happening: { kind: 'failed', errorMessage } };
  if (status === 'EXPIRED') return { watch: seen, ended: true, happening: { kind: 'expired' } };
  if (isFinalStatus(status)) return { watch: seen, ended: true };

  const nextLookAt = planLookWithin(schedule, watch.createdAt, watch.looks, now);
  if (nextLookAt === undefined)
    return { watch: seen, ended: true, happening: { kind: 'unfinished', status } };
  const open: Watch = { ...seen, nextLookAt };
  if (status === 'FINISHED' && isExpiryDue(open, schedule, now))
    return { watch: { ...open, expiryTold: true }, ended: false, happening: { kind: 'expiring' } };
  if (status === 'IN_PROGRESS' && isParkingDue(open, schedule, now))
    return { watch: { ...open, parkedTold: true }, ended: false, happening: { kind: 'parked', nextLookAt } };
  return { watch: open, ended: false };
}

function isExpiryDue(watch: Watch, schedule: LookSchedule, now: number): boolean {
  const from = expiryWarnedFrom(schedule, watch.createdAt);
  return !watch.expiryTold && from !== undefined && now >= from;
}

/** A watch that began after the early window was told so by the answer to `watch` itself. */
function isParkingDue(watch: Watch, schedule: LookSchedule, now: number): boolean {
  const from = parkedFrom(schedule, watch.createdAt);
  return !watch.parkedTold && now >= from && watch.firstSeenAt <= from;
}

function decideUnseen(watch: Watch, trouble: Trouble, schedule: LookSchedule, now: number): LookDecision {
  const lastStatus = watch.state.kind === 'status' ? watch.state.status : watch.unseen?.lastStatus;
  const unseen = { looks: (watch.unseen?.looks ?? 0) + 1, since: watch.unseen?.since ?? now, lastStatus };
  const next: Watch = { ...watch, unseen, state: { kind: 'unseen', trouble, at: now } };
  const checkedEnough = unseen.looks >= UNSEEN_LOOKS && now - unseen.since >= UNSEEN_INTERVAL;
  // Where people's own looks have used up the number, those of the schedule that lie ahead are made all the same.
  const isLast = watch.looks >= MOST_LOOKS && countLooksAfter(schedule, watch.createdAt, now) === 0;
  if (checkedEnough || isLast)
    return { watch: next, ended: true, happening: { kind: 'unseen', trouble, lastStatus } };
  return { watch: { ...next, nextLookAt: planRecheck(watch, schedule, now) }, ended: false };
}

/** Looks again soon, where the looks that are still to come leave one to spare; else at the next of them. */
function planRecheck({ createdAt, looks }: Watch, schedule: LookSchedule, now: number): number {
  const scheduled = planNextLook(schedule, createdAt, now);
  const soon = now + UNSEEN_INTERVAL;
  if (scheduled === undefined || scheduled <= soon) return scheduled ?? soon;
  return looks + 1 + countLooksAfter(schedule, createdAt, now) > MOST_LOOKS ? scheduled : soon;
}
