import fc from 'fast-check';
import { anyHistory, type History } from './history.ts';
import { judge } from './judge.ts';
import { playHistory } from './playHistory.ts';

export interface ChaosOptions {
  readonly histories: number;
  readonly seed: number;
  readonly onPlayed?: (played: number) => void;
}

export interface ChaosResult {
  readonly histories: number;
  readonly missed: number;
  readonly duplicates: number;
  /** The smallest history found that goes wrong, and how, where one does. */
  readonly failure: { readonly history: History; readonly words: string } | undefined;
}

/** Plays random histories, the same for the same seed, until one goes wrong. */
export async function runChaos({ histories, seed, onPlayed }: ChaosOptions): Promise<ChaosResult> {
  let [played, duplicates, missed] = [0, 0, 0];
  const property = fc.asyncProperty(anyHistory, async (history) => {
    const verdict = judge(history, await playHistory(history));
    played += 1;
    duplicates += verdict.duplicates;
    onPlayed?.(played);
    missed = verdict.missed.length;
    const faults = [...verdict.missed, ...verdict.wrong];
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });
  const details = await fc.check(property, { numRuns: histories, seed });
  const [history] = details.counterexample ?? [];
  const words = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  return {
    histories: details.numRuns,
    missed: details.failed ? Math.max(1, missed) : 0,
    duplicates,
    failure: history === undefined ? undefined : { history, words },
  };
}
