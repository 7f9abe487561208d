import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { type ErrorDetails, toErrorDetails } from '../threads/errorDetails.ts';
import type { Watch } from '../watches/watch.ts';
import type { CheckDecision } from './checkDecision.ts';
import { decideFailing } from './decideFailing.ts';
import { decideNotFound } from './decideNotFound.ts';
import { decideReading } from './decideReading.ts';
import type { CheckPolicy } from './schedule.ts';

/**
 * What follows from the answer to a check. Pure: the caller handles the event, then stores the watch.
 *
 * @param now when the answer came, ms since the epoch
 */
export function decideCheck(
  watch: Watch,
  answer: ContainerAnswer,
  policy: CheckPolicy,
  now: number,
): CheckDecision {
  const counted = countCheck(watch);
  switch (answer.kind) {
    case 'read':
      return decideReading(counted, answer.reading, policy, now);
    case 'not-found':
      return decideNotFound(counted, toErrorDetails(answer.error), policy, now);
    case 'failing':
      return decideFailing(
        counted,
        toErrorDetails(answer.error),
        { ...policy, isAlone: answer.isAlone },
        now,
      );
    case 'refused':
      return decideRefused(counted, toErrorDetails(answer.error), now);
  }
}

/** A call that was not answered counts as well; its check is still due. */
export function countCheck(watch: Watch): Watch {
  return { ...watch, checks: watch.checks + 1 };
}

/** An id that was a container before, and is none now, has most likely been published. */
function decideRefused(watch: Watch, error: ErrorDetails, now: number): CheckDecision {
  const lastStatus = watch.state.kind === 'status' ? watch.state.status : watch.notFound?.lastStatus;
  if (lastStatus === undefined) {
    const refused: Watch = { ...watch, state: { kind: 'refused', error, at: now } };
    return { watch: refused, ended: true, event: { kind: 'refused', error } };
  }
  const gone: Watch = { ...watch, state: { kind: 'not-found', error, at: now, lastStatus } };
  return { watch: gone, ended: true, event: { kind: 'not-found', error, lastStatus } };
}
