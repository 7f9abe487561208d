import { HOUR, MINUTE } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import { expiresAt } from '../threads/status.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';
import { decideDeadline, nextDeadline } from './decideDeadline.ts';
import { planRecheck } from './planRecheck.ts';
import {
  type CheckPolicy,
  countChecksAfter,
  isUnrecoverable,
  MAX_CHECKS,
  planNextCheck,
} from './schedule.ts';

/** How long after each failed check the next one comes, the last for all further ones. */
const RECHECK_DELAYS = [MINUTE, 12 * MINUTE, 2 * HOUR] as const;

/** How long the last check to spare waits at least. */
const LAST_SPARE_DELAY = 5 * MINUTE;

const LONGEST_RECHECK_DELAY = Math.max(...RECHECK_DELAYS);

/**
 * A call that Threads refuses for what it asks ends the watch once a second check agrees. Any other error says nothing
 * lasting about the container.
 */
const AGREED_AFTER = { checks: 2, duration: MINUTE };

/** Any other error is reported once it has lasted; the watch goes on. */
const REPORTED_AFTER = { checks: 3, duration: 10 * MINUTE };

/** Where no further check comes soon, a second one that agrees is enough. */
const REPORTED_BEFORE_A_PAUSE = { checks: 2, duration: MINUTE };

/**
 * What follows where Threads answers with an error for this container alone. Pure.
 *
 * @param watch with this check counted
 * @param isAlone whether another container of the account was answered meanwhile, so that only this one fails
 */
export function decideFailing(
  watch: Watch,
  error: ErrorDetails,
  { schedule, isAlone }: CheckPolicy & { readonly isAlone: boolean },
  now: number,
): CheckDecision {
  const failing = {
    checks: (watch.failing?.checks ?? 0) + 1,
    since: watch.failing?.since ?? now,
    error,
    notified: watch.failing?.notified ?? false,
  };
  const next: Watch = {
    ...watch,
    failing,
    ...(watch.state.kind === 'status' ? {} : refusedState(error, now)),
  };
  const deadline = decideDeadline(next, now);
  if (deadline?.ended) return deadline;
  const lasted = (limit: { checks: number; duration: number }): boolean =>
    failing.checks >= limit.checks && now - failing.since >= limit.duration;
  if (error.kind === 'bad-request' && lasted(AGREED_AFTER))
    return {
      watch: { ...next, ...refusedState(error, now) },
      ended: true,
      event: { kind: 'refused', error },
    };

  const nextCheckAt = planFailingCheck(next, failing.checks, schedule, now);
  if (nextCheckAt === undefined || now >= expiresAt(watch.createdAt)) {
    const ended: Watch = { ...next, ...refusedState(error, now) };
    return {
      watch: ended,
      ended: true,
      ...(!failing.notified && { event: { kind: 'check-failing', error, isAlone } }),
    };
  }
  const open: Watch = { ...(deadline?.watch ?? next), nextCheckAt };
  if (deadline?.event !== undefined) return { watch: open, ended: false, event: deadline.event };
  const isPause = nextCheckAt - now > LONGEST_RECHECK_DELAY;
  const isReported = lasted(REPORTED_AFTER) || (isPause && lasted(REPORTED_BEFORE_A_PAUSE));
  if (failing.notified || !isReported) return { watch: open, ended: false };
  return {
    watch: { ...open, failing: { ...failing, notified: true } },
    ended: false,
    event: { kind: 'check-failing', error, isAlone, nextCheckAt },
  };
}

/**
 * A failing container is checked more and more seldom, so that its checks last until its end: the scheduled ones that
 * another makes up for are left out. Where they leave none to spare, the check before the end gives way as well: the
 * clock alone can warn of the end of a container that was seen ready, and no other has such a warning.
 */
function planFailingCheck(
  watch: Watch,
  failedChecks: number,
  schedule: CheckPolicy['schedule'],
  now: number,
): number | undefined {
  const delay = RECHECK_DELAYS[Math.min(failedChecks, RECHECK_DELAYS.length) - 1] ?? MINUTE;
  const kept = schedule.filter((offset) =>
    isUnrecoverable(schedule, watch.createdAt, watch.createdAt + offset),
  );
  const hasSpare = watch.checks + 1 + countChecksAfter(kept, watch.createdAt, now) <= MAX_CHECKS;
  const needed = hasSpare ? kept : schedule.slice(-1);
  // The last check to spare comes later: a trouble of some minutes is over by then.
  const isLastSpare = watch.checks + 2 + countChecksAfter(needed, watch.createdAt, now) > MAX_CHECKS;
  const wait = isLastSpare ? Math.max(delay, LAST_SPARE_DELAY) : delay;
  const planned = planRecheck(watch, needed, now, wait) ?? planNextCheck(schedule, watch.createdAt, now);
  const warnsAt = nextDeadline(watch);
  return planned !== undefined && warnsAt !== undefined && warnsAt > now
    ? Math.min(planned, warnsAt)
    : planned;
}

/**
 * Whether the clock decides instead of a check: where a failing container was seen ready, and a call now would leave none
 * for its end. Pure.
 */
export function isDecidedByClock(watch: Watch, schedule: CheckPolicy['schedule'], now: number): boolean {
  const warnsAt = nextDeadline(watch);
  if (watch.failing === undefined || warnsAt === undefined || warnsAt > now) return false;
  return watch.checks + 1 + countChecksAfter(schedule, watch.createdAt, now) > MAX_CHECKS;
}

function refusedState(error: ErrorDetails, at: number): Pick<Watch, 'state'> {
  return { state: { kind: 'refused', error, at } };
}
