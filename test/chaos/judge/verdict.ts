import { END } from '../history.ts';

/** What was wrong with what the channels were told. */
export interface Verdict {
  /** What a channel should have been told and never was. */
  readonly missed: readonly string[];
  /** What a channel was told, but more than a minute after it could have been. */
  readonly late: readonly string[];
  /** What a channel was told that is not so, that it should not have been told, or that no crash explains. */
  readonly wrong: readonly string[];
  /** Messages that came again after a crash. */
  readonly duplicates: number;
}

/** What a channel is owed: one telling between two moments, ms after the start. */
export interface Obligation {
  readonly what: string;
  readonly from: number;
  readonly until: number;
}

/** Holds an obligation against the moments at which something like it was told. */
export function fulfil({ what, from, until }: Obligation, moments: readonly number[]): Partial<Verdict> {
  // What is held back until after the end of the history is nobody's business in it.
  if (Number.isFinite(until) && until > END) return {};
  const told = moments.filter((at) => at >= from);
  if (told.some((at) => at <= until)) return {};
  const first = Math.min(...told);
  if (first === Number.POSITIVE_INFINITY) return { missed: [`${what} by ${clock(until)} and was not`] };
  return { late: [`${what} by ${clock(until)} and was at ${clock(first)}`] };
}

/** Several verdicts as one. */
export function sumUp(verdicts: readonly Partial<Verdict>[]): Verdict {
  return {
    missed: verdicts.flatMap(({ missed = [] }) => missed),
    late: verdicts.flatMap(({ late = [] }) => late),
    wrong: verdicts.flatMap(({ wrong = [] }) => wrong),
    duplicates: verdicts.reduce((sum, { duplicates = 0 }) => sum + duplicates, 0),
  };
}

/** A time in the history, as `23:00:05`. @param at ms after the start */
export function clock(at: number): string {
  if (!Number.isFinite(at)) return 'never';
  const seconds = Math.round(at / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
