import { expect, it } from 'vitest';
import { type ClusterFacts, checkCluster } from '../../src/doctor/checkCluster.ts';

const partition = (number: number, rest = {}) => ({
  partition: number,
  hasOwner: true,
  waiting: 0,
  oldestMs: 0,
  ...rest,
});

/** What is said of a cluster of which nothing is wrong, but for this; without what is fine. */
function complaints(rest: Partial<ClusterFacts>): string[] {
  const facts: ClusterFacts = {
    replicas: 3,
    partitions: [0, 1, 2].map((each) => partition(each)),
    accounts: new Map([['brand', 1]]),
    workspaces: new Map([['T1', 1]]),
    ...rest,
  };
  return checkCluster(facts)
    .filter(({ grade }) => grade !== 'fine')
    .map(({ grade, words }) => `${grade}: ${words.join('')}`);
}

it('of a cluster that is well nothing is said but that', () => {
  expect(complaints({})).toEqual([]);
});

it('one replica is advice, since nobody takes over', () => {
  expect(complaints({ replicas: 1 })).toEqual([
    'advice: One replica runs: if it ends, nobody takes over. Start another one on another machine',
  ]);
});

it('partitions without an owner are named with what is in them, or that nothing is', () => {
  const lost = (numbers: readonly number[]) =>
    [0, 1, 2].map((each) => partition(each, { hasOwner: !numbers.includes(each) }));
  const where =
    'Look in the log of each replica for “This replica could not run partition”: the reason follows';
  expect(complaints({ partitions: lost([0, 2]) })).toEqual([
    `fault: No replica owns partitions 0, 2 of 3. Nothing is in them yet. ${where}`,
  ]);
  const many = new Map(['g', 'b', 'c', 'd', 'e', 'f', 'a'].map((name) => [name, 1]));
  expect(complaints({ partitions: lost([1]), accounts: many })).toEqual([
    `fault: No replica owns partition 1 of 3. Nobody serves accounts a, b, c, d, e and 2 more; workspace T1. ${where}`,
  ]);
});

it('while no replica runs, that is all that is said, besides what waits', () => {
  const partitions = [partition(0, { hasOwner: false, waiting: 1, oldestMs: 90_000 })];
  expect(complaints({ replicas: 0, partitions })).toEqual([
    'advice: No replica runs, so nothing is checked and nobody is answered. Start one with CLUSTER=on and this STORE_URL',
    'advice: 1 request waits for the owner of partition 0, the oldest for 1 min 30 s',
  ]);
});

it('requests that an owner does not take are a fault; those of a moment are not', () => {
  const waiting = (oldestMs: number) =>
    complaints({
      partitions: [partition(0, { waiting: 3, oldestMs }), partition(1, { waiting: 1, oldestMs: 1 })],
    });
  expect(waiting(2_000)).toEqual([
    'advice: 4 requests wait for the owner of partitions 0, 1, the oldest for 2 s',
  ]);
  expect(waiting(60_000)).toEqual([
    expect.stringMatching(
      /^fault: 4 requests wait for the owner of partitions 0, 1, .*start that replica again$/,
    ),
  ]);
});
