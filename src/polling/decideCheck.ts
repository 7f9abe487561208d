import { MINUTE } from '../duration.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { type ErrorDetails, toErrorDetails } from '../threads/errorDetails.ts';
import { type ContainerReading, isFinalStatus } from '../threads/status.ts';
import type { ContainerEvent } from '../watches/containerEvent.ts';
import type { Watch } from '../watches/watch.ts';
import {
  type CheckSchedule,
  countChecksAfter,
  delayedFrom,
  expiryWarnedFrom,
  MAX_CHECKS,
  planCheckWithin,
  planNextCheck,
} from './schedule.ts';

/** Threads may not see a container for its first seconds: told after this many checks, over at least a minute. */
const NOT_FOUND_CHECKS = 3;
const NOT_FOUND_INTERVAL = MINUTE;

/** The watch as it is after a check; one that ended is forgotten. */
export interface CheckDecision {
  readonly watch: Watch;
  readonly ended: boolean;
  readonly event?: ContainerEvent;
}

/**
 * What follows from a check's answer. Pure: the caller stores what is decided, the happening first.
 *
 * @param now when the answer came, ms since the epoch
 */
export function decideCheck(
  watch: Watch,
  answer: ContainerAnswer,
  schedule: CheckSchedule,
  now: number,
): CheckDecision {
  switch (answer.kind) {
    case 'read':
      return decideReading(counted(watch), answer.reading, schedule, now);
    case 'not-found':
      return decideNotFound(counted(watch), toErrorDetails(answer.error), schedule, now);
    case 'refused': {
      const error = toErrorDetails(answer.error);
      return {
        watch: { ...counted(watch), state: { kind: 'refused', error, at: now } },
        ended: true,
        event: { kind: 'refused', error },
      };
    }
  }
}

/** A call that Threads did not answer is spent all the same; the check itself is still due. */
export function counted(watch: Watch): Watch {
  return { ...watch, checks: watch.checks + 1 };
}

function decideReading(
  watch: Watch,
  { status, errorMessage }: ContainerReading,
  schedule: CheckSchedule,
  now: number,
): CheckDecision {
  const { notFound: _, ...rest } = watch;
  const seen: Watch = {
    ...rest,
    state: { kind: 'status', status, ...(errorMessage !== undefined && { errorMessage }), at: now },
  };
  if (status === 'ERROR') return { watch: seen, ended: true, event: { kind: 'failed', errorMessage } };
  if (status === 'EXPIRED') return { watch: seen, ended: true, event: { kind: 'expired' } };
  if (isFinalStatus(status)) return { watch: seen, ended: true };

  const nextCheckAt = planCheckWithin(schedule, watch.createdAt, watch.checks, now);
  if (nextCheckAt === undefined) return { watch: seen, ended: true, event: { kind: 'unfinished', status } };
  const open: Watch = { ...seen, nextCheckAt };
  if (status === 'FINISHED' && isExpiryDue(open, schedule, now))
    return { watch: { ...open, expiryNotified: true }, ended: false, event: { kind: 'expiring' } };
  if (status === 'IN_PROGRESS' && isDelayDue(open, schedule, now))
    return {
      watch: { ...open, delayedNotified: true },
      ended: false,
      event: { kind: 'delayed', nextCheckAt },
    };
  return { watch: open, ended: false };
}

function isExpiryDue(watch: Watch, schedule: CheckSchedule, now: number): boolean {
  const from = expiryWarnedFrom(schedule, watch.createdAt);
  return !watch.expiryNotified && from !== undefined && now >= from;
}

/** A watch that began after the early window was told so by the answer to `watch` itself. */
function isDelayDue(watch: Watch, schedule: CheckSchedule, now: number): boolean {
  const from = delayedFrom(schedule, watch.createdAt);
  return !watch.delayedNotified && now >= from && watch.firstSeenAt <= from;
}

function decideNotFound(
  watch: Watch,
  error: ErrorDetails,
  schedule: CheckSchedule,
  now: number,
): CheckDecision {
  const lastStatus = watch.state.kind === 'status' ? watch.state.status : watch.notFound?.lastStatus;
  const notFound = {
    checks: (watch.notFound?.checks ?? 0) + 1,
    since: watch.notFound?.since ?? now,
    lastStatus,
  };
  const next: Watch = { ...watch, notFound, state: { kind: 'not-found', error, at: now } };
  const checkedEnough = notFound.checks >= NOT_FOUND_CHECKS && now - notFound.since >= NOT_FOUND_INTERVAL;
  // Where people's own checks have used up the number, those of the schedule that lie ahead are made all the same.
  const isLast = watch.checks >= MAX_CHECKS && countChecksAfter(schedule, watch.createdAt, now) === 0;
  if (checkedEnough || isLast)
    return { watch: next, ended: true, event: { kind: 'not-found', error, lastStatus } };
  return { watch: { ...next, nextCheckAt: planRecheck(watch, schedule, now) }, ended: false };
}

/** Checks again soon, where the checks that are still to come leave one to spare; else at the next of them. */
function planRecheck({ createdAt, checks }: Watch, schedule: CheckSchedule, now: number): number {
  const scheduled = planNextCheck(schedule, createdAt, now);
  const soon = now + NOT_FOUND_INTERVAL;
  if (scheduled === undefined || scheduled <= soon) return scheduled ?? soon;
  return checks + 1 + countChecksAfter(schedule, createdAt, now) > MAX_CHECKS ? scheduled : soon;
}
