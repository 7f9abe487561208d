import { HOUR } from '../duration.ts';
import { type ContainerReading, expiresAt, isFinalStatus, isKnownStatus } from '../threads/status.ts';
import type { ContainerEvent } from '../watches/containerEvent.ts';
import type { PublishedPost, Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';
import { type CheckPolicy, delayedFrom, planCheckWithinBudget, skipEarlyChecks } from './schedule.ts';

/** So long before its end a container that is ready, and not published, is reported. */
export const EXPIRY_WARNING = HOUR;

/** What follows from a status. Pure. @param watch with this check counted @param post known where somebody said it */
export function decideReading(
  watch: Watch,
  { status, errorMessage, post }: Omit<ContainerReading, 'id'> & { readonly post?: PublishedPost },
  policy: CheckPolicy,
  now: number,
): CheckDecision {
  const { notFound: _, failing: __, readySince = now, ...rest } = watch;
  const seen: Watch = {
    ...rest,
    state: {
      kind: 'status',
      status,
      ...(errorMessage !== undefined && { errorMessage }),
      at: now,
      ...(post && { post }),
    },
    ...(status === 'FINISHED' && { readySince }),
  };
  if (status === 'ERROR') return { watch: seen, ended: true, event: { kind: 'failed', errorMessage } };
  if (status === 'EXPIRED') return { watch: seen, ended: true, event: { kind: 'expired' } };
  if (isFinalStatus(status)) return { watch: seen, ended: true };

  const nextCheckAt = planCheckWithinBudget(policy.schedule, watch.createdAt, watch.checks, now);
  if (nextCheckAt === undefined)
    return {
      watch: seen,
      ended: true,
      event: { kind: 'unfinished', status, ...(errorMessage !== undefined && { errorMessage }) },
    };
  const isReported = status === 'FINISHED' && reportsPublished(watch);
  const open: Watch = {
    ...seen,
    nextCheckAt: isReported ? skipEarlyChecks(policy.schedule, watch.createdAt, nextCheckAt) : nextCheckAt,
  };
  if (status === 'FINISHED') return decideReady(open, policy, now);
  if (!isKnownStatus(status) && errorMessage !== undefined && !open.undocumentedNotified)
    return report(open, { kind: 'undocumented', status, errorMessage }, { undocumentedNotified: true });
  if (status === 'IN_PROGRESS' && isDelayDue(open, policy, now))
    return report(open, { kind: 'delayed', nextCheckAt }, { delayedNotified: true });
  return { watch: open, ended: false };
}

/** Whether everybody who watches it gets to know from its publisher when it is published. */
function reportsPublished({ subscribers }: Watch): boolean {
  return subscribers.length > 0 && subscribers.every(({ hook }) => hook?.reportsPublished === true);
}

function decideReady(watch: Watch, { unpublishedAfter }: CheckPolicy, now: number): CheckDecision {
  if (isExpiryDue(watch, now)) return report(watch, { kind: 'expiring' }, { expiryNotified: true });
  if (unpublishedAfter !== undefined && isUnpublishedDue(watch, watch.createdAt + unpublishedAfter, now))
    return report(watch, { kind: 'unpublished' }, { unpublishedNotified: true });
  return { watch, ended: false };
}

function report(watch: Watch, event: ContainerEvent, notified: Partial<Watch>): CheckDecision {
  return { watch: { ...watch, ...notified }, ended: false, event };
}

/** Whether a container that was last seen ready is to be reported as about to expire. */
export function isExpiryDue({ expiryNotified, createdAt }: Watch, now: number): boolean {
  return !expiryNotified && now >= expiresAt(createdAt) - EXPIRY_WARNING;
}

/** A watch that began later was answered with the status itself. */
function isUnpublishedDue(watch: Watch, from: number, now: number): boolean {
  return !watch.unpublishedNotified && now >= from && toldFrom(watch) <= from;
}

/** A watch that began after the early window was told so by the answer to `watch`. */
function isDelayDue(watch: Watch, policy: CheckPolicy, now: number): boolean {
  const from = delayedFrom(policy.schedule, watch.createdAt);
  return !watch.delayedNotified && now >= from && toldFrom(watch) <= from;
}

/** What fell due before was told. Of a watch that was put back nobody knows that, and what is told twice does less harm. */
function toldFrom({ firstSeenAt, createdAt, putBack }: Watch): number {
  return putBack ? createdAt : firstSeenAt;
}
