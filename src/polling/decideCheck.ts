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
  planCheckWithinBudget,
  planNextCheck,
} from './schedule.ts';

/**
 * Threads may not find a container in its first seconds. The channels are alerted only after this many checks in a
 * row, the first and last of them at least this far apart.
 */
const NOT_FOUND_CHECKS = 3;
const NOT_FOUND_INTERVAL = MINUTE;

/** What follows from a check. */
export interface CheckDecision {
  /** The watch after the check. */
  readonly watch: Watch;
  /** Whether the watch is over and its record is removed. */
  readonly ended: boolean;
  /** What the channels are notified of. */
  readonly event?: ContainerEvent;
}

/**
 * Decides what follows from a check's answer. Pure. The caller must store the event before the watch, so that a crash
 * between the two loses no event.
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
      return decideReading(countCheck(watch), answer.reading, schedule, now);
    case 'not-found':
      return decideNotFound(countCheck(watch), toErrorDetails(answer.error), schedule, now);
    case 'refused': {
      const error = toErrorDetails(answer.error);
      return {
        watch: { ...countCheck(watch), state: { kind: 'refused', error, at: now } },
        ended: true,
        event: { kind: 'refused', error },
      };
    }
  }
}

/** Counts a status call. A call without an answer counts too, but its check is still due. */
export function countCheck(watch: Watch): Watch {
  return { ...watch, checks: watch.checks + 1 };
}

function decideReading(
  watch: Watch,
  { status, errorMessage }: ContainerReading,
  schedule: CheckSchedule,
  now: number,
): CheckDecision {
  const { notFound: _, ...rest } = watch;
  const updated: Watch = {
    ...rest,
    state: { kind: 'status', status, ...(errorMessage !== undefined && { errorMessage }), at: now },
  };
  if (status === 'ERROR') return { watch: updated, ended: true, event: { kind: 'failed', errorMessage } };
  if (status === 'EXPIRED') return { watch: updated, ended: true, event: { kind: 'expired' } };
  if (isFinalStatus(status)) return { watch: updated, ended: true };

  const nextCheckAt = planCheckWithinBudget(schedule, watch.createdAt, watch.checks, now);
  if (nextCheckAt === undefined)
    return { watch: updated, ended: true, event: { kind: 'unfinished', status } };
  const ongoing: Watch = { ...updated, nextCheckAt };
  if (status === 'FINISHED' && shouldWarnOfExpiry(ongoing, schedule, now))
    return { watch: { ...ongoing, expiryNotified: true }, ended: false, event: { kind: 'expiring' } };
  if (status === 'IN_PROGRESS' && shouldReportDelay(ongoing, schedule, now))
    return {
      watch: { ...ongoing, delayedNotified: true },
      ended: false,
      event: { kind: 'delayed', nextCheckAt },
    };
  return { watch: ongoing, ended: false };
}

function shouldWarnOfExpiry(watch: Watch, schedule: CheckSchedule, now: number): boolean {
  const from = expiryWarnedFrom(schedule, watch.createdAt);
  return !watch.expiryNotified && from !== undefined && now >= from;
}

/** Where the watch began after the early checks, the answer to `watch` already said that it is still in progress. */
function shouldReportDelay(watch: Watch, schedule: CheckSchedule, now: number): boolean {
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
  // Checks that people asked for may have used up the budget. The scheduled ones are made nevertheless.
  const isLast = watch.checks >= MAX_CHECKS && countChecksAfter(schedule, watch.createdAt, now) === 0;
  if (checkedEnough || isLast)
    return { watch: next, ended: true, event: { kind: 'not-found', error, lastStatus } };
  return { watch: { ...next, nextCheckAt: planRecheck(watch, schedule, now) }, ended: false };
}

/** When to check again: soon, if the budget allows one check more than the schedule needs; else as scheduled. */
function planRecheck({ createdAt, checks }: Watch, schedule: CheckSchedule, now: number): number {
  const scheduled = planNextCheck(schedule, createdAt, now);
  const soon = now + NOT_FOUND_INTERVAL;
  if (scheduled === undefined || scheduled <= soon) return scheduled ?? soon;
  return checks + 1 + countChecksAfter(schedule, createdAt, now) > MAX_CHECKS ? scheduled : soon;
}
