import fc from 'fast-check';
import type { RedisPair } from '../support/redisPair.ts';
import { anyHistory } from './anyHistory.ts';
import { clusterHistory } from './cluster/clusterHistory.ts';
import { playCluster } from './cluster/playCluster.ts';
import type { History } from './history.ts';
import { judge } from './judge/judge.ts';
import { sumUp, type Verdict } from './judge/verdict.ts';
import { leaveOutKnown } from './knownFaults.ts';
import { playHistory } from './playHistory.ts';
import { RedisOfRun } from './redisOfRun.ts';

export interface ChaosOptions {
  readonly histories: number;
  readonly seed: number;
  /** So many of the seed's histories are drawn and not played, which takes a moment. */
  readonly skip?: number;
  /** Whether a history that goes wrong is made as small as it can be, which takes a while. */
  readonly isShrunk?: boolean;
  /** Which histories are drawn; any by default. */
  readonly kind?: keyof typeof KINDS;
  readonly onPlayed?: (played: number, history: History) => void;
}

export interface ChaosResult {
  readonly histories: number;
  readonly missed: number;
  readonly late: number;
  readonly duplicates: number;
  /** How many writes Redis refused in histories of a cluster, because their lease was not theirs. */
  readonly refusedWrites: number;
  /** Histories that need a Redis, where there is none. */
  readonly skipped: number;
  /** How many histories met each fault that is known and not mended yet, by its name. */
  readonly known: ReadonlyMap<string, number>;
  /** The smallest history found that goes wrong, how, and how many were drawn before it; where one does. */
  readonly failure: { readonly history: History; readonly words: string; readonly skip: number } | undefined;
}

/** Which histories can be played alone. */
export const KINDS = { any: anyHistory, cluster: clusterHistory } as const;

/** What a history was told to be wrong with; any other error is one of the harness. */
class WrongError extends Error {
  override readonly name = 'WrongError';
}

/**
 * Plays random histories, the same for the same seed, until one goes wrong.
 *
 * @throws what went wrong in playing, and is no matter for the judge
 */
export async function runChaos({
  histories,
  seed,
  skip = 0,
  isShrunk = true,
  kind = 'any',
  onPlayed,
}: ChaosOptions): Promise<ChaosResult> {
  await using redis = new RedisOfRun();
  let [played, skipped, duplicates, missed, late, refusedWrites] = [0, 0, 0, 0, 0, 0];
  const known = new Map<string, number>();
  const property = fc.asyncProperty(KINDS[kind], async (history) => {
    const pair = history.store === 'redis' ? await redis.take() : undefined;
    if (history.store === 'redis' && pair === undefined) {
      skipped += 1;
      return;
    }
    const { verdict, refused } = await playAndJudge(history, pair);
    refusedWrites += refused;
    played += 1;
    duplicates += verdict.duplicates;
    onPlayed?.(played, history);
    const found = leaveOutKnown(history, [...verdict.missed, ...verdict.late, ...verdict.wrong]);
    for (const name of found.known) known.set(name, (known.get(name) ?? 0) + 1);
    if (found.unknown.length === 0) return;
    const count = (words: readonly string[]) => words.filter((each) => found.unknown.includes(each)).length;
    [missed, late] = [count(verdict.missed), count(verdict.late)];
    throw new WrongError(found.unknown.join('\n'));
  });
  const details = await fc.check(property, {
    numRuns: histories,
    seed,
    path: String(skip),
    endOnFailure: !isShrunk,
  });
  const error = details.errorInstance;
  if (details.failed && !(error instanceof WrongError)) throw error;
  const [history] = details.counterexample ?? [];
  return {
    histories: details.numRuns,
    missed,
    late,
    duplicates,
    refusedWrites,
    skipped,
    known,
    failure: history && {
      history,
      words: error instanceof WrongError ? error.message : '',
      skip: Number.parseInt(details.counterexamplePath ?? '0', 10),
    },
  };
}

async function playAndJudge(
  history: History,
  redis: RedisPair | undefined,
): Promise<{ readonly verdict: Verdict; readonly refused: number }> {
  if (history.replicas === undefined || redis === undefined)
    return { verdict: judge(history, await playHistory(history, redis)), refused: 0 };
  const { partitions, refusedWrites } = await playCluster(history, redis);
  const verdicts = partitions.map(({ channels, transcript }) => judge(history, transcript, channels));
  return { verdict: sumUp(verdicts), refused: refusedWrites };
}
