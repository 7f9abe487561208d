import { beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/duration.ts';
import { isThorough } from '../../support/isThorough.ts';
import { runChaos } from '../chaos.ts';
import type { ClusterEvent, History } from '../history.ts';
import { judge } from '../judge/judge.ts';
import { sumUp } from '../judge/verdict.ts';
import { RedisOfRun } from '../redisOfRun.ts';
import { partitionOf } from './partitions.ts';
import { type ClusterOutcome, playCluster } from './playCluster.ts';

/** The partitions of the channels c1 and c4, and what is watched in each of them: a post that fails after an hour. */
const [ONE, OTHER] = [partitionOf('w1'), partitionOf('w3')];

function historyOf(...troubles: readonly ClusterEvent[]): History {
  const watch = { kind: 'watch', namesOwner: true, hasNote: false } as const;
  return {
    containers: [
      { fate: 'fails', at: HOUR, account: 0 },
      { fate: 'fails', at: HOUR, account: 2 },
    ],
    channels: 4,
    events: [
      ...troubles,
      { at: 10 * SECOND, channel: 0, containers: [0], ...watch },
      { at: 10 * SECOND, channel: 3, containers: [1], ...watch },
    ].sort((a, b) => a.at - b.at),
    threadsFaults: [],
    usage: [{ from: 0, used: 0 }],
    store: 'redis',
    replicas: 2,
  };
}

describe('two replicas over two partitions', () => {
  let redis: RedisOfRun;
  beforeAll(() => {
    redis = new RedisOfRun();
    return () => redis[Symbol.asyncDispose]();
  });

  async function play(...troubles: readonly ClusterEvent[]) {
    const pair = await redis.take();
    if (pair === undefined) throw new Error('redis-server is not installed');
    const history = historyOf(...troubles);
    const outcome = await playCluster(history, pair);
    const verdict = sumUp(
      outcome.partitions.map(({ channels, transcript }) => judge(history, transcript, channels)),
    );
    expect([...verdict.missed, ...verdict.late, ...verdict.wrong]).toEqual([]);
    const [first, second] = [outcome.partitions[ONE], outcome.partitions[OTHER]];
    if (first === undefined || second === undefined) throw new Error('there are two partitions');
    return { ...outcome, first, second, alerts: countAlerts(outcome) };
  }

  it('tell each partition’s channels, and nothing else happens where nothing is amiss', async () => {
    const { first, second, refusedWrites, alerts } = await play();
    expect([first.channels, second.channels]).toEqual([[0, 1, 2], [3]]);
    expect([first.transcript.pauses, second.transcript.pauses]).toEqual([[], []]);
    expect(refusedWrites).toBe(0);
    expect(alerts).toEqual([1, 1]);
  });

  it('a killed owner is replaced within 10 s, and what it did not finish is done again', async () => {
    const { first, second } = await play({ at: 9 * SECOND, partition: OTHER, kind: 'kill owner', awaits: 3 });
    expect(first.transcript.pauses).toEqual([]);
    // Once the killed one is back, it is given its share again.
    const { pauses } = second.transcript;
    expect(pauses.map(({ isMidway }) => isMidway)).toEqual([true, false]);
    expect(Math.max(...pauses.map(({ from, to }) => to - from))).toBeLessThanOrEqual(10 * SECOND);
    const typed = second.transcript.typed.find(({ command }) => command.channel === 3);
    expect(typed).toMatchObject({ outcome: 'unsure', answer: expect.stringContaining('👀 Watching') });
  });

  it('a write of an owner that was paused is refused by Redis itself', async () => {
    const { first, refusedWrites } = await play({
      at: 9 * SECOND,
      partition: ONE,
      kind: 'pause owner',
      span: MINUTE,
      awaits: 2,
      isOnWire: true,
    });
    expect(refusedWrites).toBeGreaterThan(0);
    expect(first.transcript.pauses.map(({ isMidway }) => isMidway)).toEqual([true, false]);
  });

  it('a replica that is told to end hands over, and no message comes twice', async () => {
    const event = { at: 9 * SECOND, partition: OTHER, awaits: 3 } as const;
    const { second, alerts } = await play({ ...event, kind: 'replace owner' });
    expect(second.transcript.pauses.map(({ isMidway }) => isMidway)).toEqual([false, false]);
    expect(alerts).toEqual([1, 1]);
  });

  it('an owner that reaches Redis no more leaves its partition to another, and gets it back later', async () => {
    const { first, second, alerts } = await play({
      at: 4 * MINUTE,
      partition: ONE,
      kind: 'cut off',
      span: MINUTE,
    });
    expect(first.transcript.pauses.map(({ isMidway }) => isMidway)).toEqual([true, false]);
    expect(second.transcript.pauses).toEqual([]);
    expect(alerts).toEqual([1, 1]);
  });
});

/** Of these every machine plays the same ones. */
const DAYS = isThorough ? 4 : 2;

it('in random days of a cluster nobody misses anything, and no two replicas write', async () => {
  const { histories, missed, failure } = await runChaos({
    histories: DAYS,
    seed: 20_260_101,
    kind: 'cluster',
  });
  expect(failure?.words).toBeUndefined();
  expect(missed).toBe(0);
  expect(histories).toBe(DAYS);
});

/** How often each of the two posts was told to have failed. */
function countAlerts({ partitions }: ClusterOutcome): number[] {
  const told = partitions[0]?.transcript.told ?? [];
  return ['c1', 'c4'].map(
    (channel) => told.filter((each) => each.channel === channel && each.first.startsWith('❌')).length,
  );
}
