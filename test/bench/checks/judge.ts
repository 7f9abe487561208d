import { DAY, MINUTE } from '../../../src/duration.ts';
import { isFinal, statusAt, type TracedContainer } from './trace.ts';

/** The default schedule's last check of the early window. */
const EARLY = 4 * MINUTE;

/** A container, and when it was checked, ms after its creation. */
export interface Checked {
  readonly container: TracedContainer;
  readonly checks: readonly number[];
}

/** What a schedule cost, and what it found. Delays are in ms. */
export interface Verdict {
  readonly checks: readonly number[];
  /** Of the containers that were published within the early window. */
  readonly checksPublishedEarly: readonly number[];
  /** From each change in the early window that people are told of to the check that saw it. */
  readonly detection: readonly number[];
  /** From the end of the 24 h to the check that saw EXPIRED. */
  readonly expired: readonly number[];
  /** Those that ended in ERROR or EXPIRED, and no check saw it. */
  readonly missed: readonly string[];
}

/** Judges checks by the containers' true lives: the same judge for our schedule and for others. */
export function judge(all: readonly Checked[]): Verdict {
  return {
    checks: all.map(({ checks }) => checks.length),
    checksPublishedEarly: all
      .filter(({ container }) =>
        container.life.some(({ status, after }) => status === 'PUBLISHED' && after <= EARLY),
      )
      .map(({ checks }) => checks.length),
    detection: all.flatMap(detectionDelays),
    expired: all.flatMap(({ container, checks }) => {
      const seen = checks.find((at) => statusAt(container, at) === 'EXPIRED');
      return seen === undefined ? [] : [seen - DAY];
    }),
    missed: all
      .filter(({ container, checks }) => {
        const end = container.life.at(-1)?.status;
        return (
          (end === 'ERROR' || end === 'EXPIRED') && !checks.some((at) => statusAt(container, at) === end)
        );
      })
      .map(({ container }) => container.id),
  };
}

/** A change that another followed before anybody checked is not told; one before the `watch` is its answer. */
function detectionDelays({ container, checks }: Checked): number[] {
  return container.life.flatMap(({ after, status }) => {
    const isTold = status === 'FINISHED' || isFinal(status);
    if (!isTold || after > EARLY || after <= container.watchedAfter) return [];
    const seen = checks.find((at) => at >= after);
    return seen === undefined || statusAt(container, seen) !== status ? [] : [seen - after];
  });
}
