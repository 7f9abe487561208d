import { DAY, MINUTE } from '../../../src/duration.ts';
import { isFinal, statusAt, type TracedContainer } from './trace.ts';

/** The default schedule's last look of the early window. */
const EARLY = 4 * MINUTE;

/** A container, and when it was looked at, ms after its creation. */
export interface Looked {
  readonly container: TracedContainer;
  readonly looks: readonly number[];
}

/** What a schedule cost, and what it found. Delays are in ms. */
export interface Verdict {
  readonly looks: readonly number[];
  /** Of the containers that were published within the early window. */
  readonly looksPublishedEarly: readonly number[];
  /** From each change in the early window that people are told of to the look that saw it. */
  readonly detection: readonly number[];
  /** From the end of the 24 h to the look that saw EXPIRED. */
  readonly expired: readonly number[];
  /** Those that ended in ERROR or EXPIRED, and no look saw it. */
  readonly missed: readonly string[];
}

/** Judges looks by the containers' true lives: the same judge for our schedule and for others. */
export function judge(all: readonly Looked[]): Verdict {
  return {
    looks: all.map(({ looks }) => looks.length),
    looksPublishedEarly: all
      .filter(({ container }) =>
        container.life.some(({ status, after }) => status === 'PUBLISHED' && after <= EARLY),
      )
      .map(({ looks }) => looks.length),
    detection: all.flatMap(detectionDelays),
    expired: all.flatMap(({ container, looks }) => {
      const seen = looks.find((at) => statusAt(container, at) === 'EXPIRED');
      return seen === undefined ? [] : [seen - DAY];
    }),
    missed: all
      .filter(({ container, looks }) => {
        const end = container.life.at(-1)?.status;
        return (end === 'ERROR' || end === 'EXPIRED') && !looks.some((at) => statusAt(container, at) === end);
      })
      .map(({ container }) => container.id),
  };
}

/** A change that another followed before anybody looked is not told; one before the `watch` is its answer. */
function detectionDelays({ container, looks }: Looked): number[] {
  return container.life.flatMap(({ after, status }) => {
    const isTold = status === 'FINISHED' || isFinal(status);
    if (!isTold || after > EARLY || after <= container.watchedAfter) return [];
    const seen = looks.find((at) => at >= after);
    return seen === undefined || statusAt(container, seen) !== status ? [] : [seen - after];
  });
}
