import { MINUTE } from '../duration.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';
import { decideDeadline } from './decideDeadline.ts';
import { planRecheck } from './planRecheck.ts';
import { type CheckPolicy, countChecksAfter, MAX_CHECKS } from './schedule.ts';

/** Threads may not find a container in its first seconds: reported after this many checks, over at least a minute. */
const REPORTED_AFTER = { checks: 3, duration: MINUTE };

/**
 * What follows where Threads does not find a container. Pure.
 *
 * @param watch with this check counted
 */
export function decideNotFound(
  watch: Watch,
  error: ErrorDetails,
  { schedule }: CheckPolicy,
  now: number,
): CheckDecision {
  const { failing: _, ...rest } = watch;
  const lastStatus = watch.state.kind === 'status' ? watch.state.status : watch.notFound?.lastStatus;
  const notFound = {
    checks: (watch.notFound?.checks ?? 0) + 1,
    since: watch.notFound?.since ?? now,
    lastStatus,
  };
  const gone: Watch = {
    ...rest,
    notFound,
    state: { kind: 'not-found', error, at: now, ...(lastStatus !== undefined && { lastStatus }) },
  };
  const ended = { watch: gone, ended: true, event: { kind: 'not-found', error, lastStatus } } as const;
  if (notFound.checks >= REPORTED_AFTER.checks && now - notFound.since >= REPORTED_AFTER.duration)
    return ended;
  // Until that is sure, a container that was seen keeps its state, and the clock tells of its end.
  const kept: Watch = watch.state.kind === 'status' ? { ...rest, notFound } : gone;
  const deadline = decideDeadline(kept, now);
  // Where people's own checks have used up the number, the scheduled ones that lie ahead are made all the same.
  const isLast = watch.checks >= MAX_CHECKS && countChecksAfter(schedule, watch.createdAt, now) === 0;
  // One answer alone says less than the clock does.
  if (deadline?.ended && notFound.checks === 1) return deadline;
  if (isLast || deadline?.ended) return ended;
  const nextCheckAt = planRecheck(watch, schedule, now, MINUTE) ?? now + MINUTE;
  return { ...(deadline ?? { ended: false }), watch: { ...(deadline?.watch ?? kept), nextCheckAt } };
}
