import { DAY, MINUTE } from '../../../src/duration.ts';
import { isFinal, statusAt, type TracedContainer } from './trace.ts';

/** The time of the last early check in the default schedule. */
const EARLY_WINDOW = 4 * MINUTE;

/** A container and its checks, in ms after its creation. */
export interface Checked {
  readonly container: TracedContainer;
  readonly checks: readonly number[];
}

/** The cost of a schedule, and how soon it found changes. Delays are in ms. */
export interface Verdict {
  readonly checks: readonly number[];
  /** The number of checks of the containers that were published within the early window. */
  readonly checksPublishedEarly: readonly number[];
  /** From each reported change in the early window to the check that found it. */
  readonly detection: readonly number[];
  /** From 24 h after creation to the check that found EXPIRED. */
  readonly expired: readonly number[];
  /** The containers that ended in ERROR or EXPIRED without a check that found it. */
  readonly missed: readonly string[];
}

/** Evaluates checks against the true statuses. It is used for our schedule and for others. */
export function judge(all: readonly Checked[]): Verdict {
  return {
    checks: all.map(({ checks }) => checks.length),
    checksPublishedEarly: all
      .filter(({ container }) =>
        container.changes.some(({ status, after }) => status === 'PUBLISHED' && after <= EARLY_WINDOW),
      )
      .map(({ checks }) => checks.length),
    detection: all.flatMap(detectionDelays),
    expired: all.flatMap(({ container, checks }) => {
      const seen = checks.find((at) => statusAt(container, at) === 'EXPIRED');
      return seen === undefined ? [] : [seen - DAY];
    }),
    missed: all
      .filter(({ container, checks }) => {
        const end = container.changes.at(-1)?.status;
        return (
          (end === 'ERROR' || end === 'EXPIRED') && !checks.some((at) => statusAt(container, at) === end)
        );
      })
      .map(({ container }) => container.id),
  };
}

/** A change that is followed by another before a check is not reported. One before the `watch` is part of its answer. */
function detectionDelays({ container, checks }: Checked): number[] {
  return container.changes.flatMap(({ after, status }) => {
    const isReported = status === 'FINISHED' || isFinal(status);
    if (!isReported || after > EARLY_WINDOW || after <= container.watchedAfter) return [];
    const seen = checks.find((at) => at >= after);
    return seen === undefined || statusAt(container, seen) !== status ? [] : [seen - after];
  });
}
