import { type Costs, type Habits, type Load, reckonLoad } from './scale.ts';

/** A part of the cluster that bears only so much. */
export interface Limit {
  readonly part: string;
  readonly read: (load: Load) => number;
  readonly most: number;
  /** What an operator does next. */
  readonly next: string;
}

/** @see docs/scale.md, which says where each comes from */
export const LIMITS: readonly Limit[] = [
  {
    part: 'Discord: 50 calls a second with one bot token',
    read: ({ messagesPerSecond }) => messagesPerSecond,
    most: 50,
    next: 'run a second Discord application, with a cluster of its own, for half of the servers. Slack counts by channel and has no such limit',
  },
  {
    // The part of the calls that shareCalls of src/chat/discord/rest/createRest.ts leaves to edits.
    part: 'Discord: 5 edits of live messages a second, a tenth of its 50 calls',
    read: ({ editsPerSecond }) => editsPerSecond,
    most: 5,
    next: 'nothing at first: live messages show changes later, and alerts do not wait for them. Then a second Discord application',
  },
  {
    part: 'a takeover: 3 s to look through the keys of Redis',
    read: ({ scanSeconds }) => scanSeconds,
    most: 3,
    next: 'a second cluster on a Redis of its own, for half of the accounts. Failover is slower beyond that, and nothing is lost',
  },
  {
    part: 'the fullest partition: 70 % of a core',
    read: ({ fullestPartition }) => fullestPartition,
    most: 0.7,
    next: 'stop the replicas, and double the partitions: `npm run store -- copy --from … --to … --partitions 32`',
  },
  {
    part: 'Redis: 70 % of its one core',
    read: ({ redis }) => redis,
    most: 0.7,
    next: 'a second cluster on a Redis of its own. Redis Cluster spreads the records of partitions over machines, but BullMQ’s keys stay in one slot',
  },
  {
    part: 'Redis: 8 GB of memory',
    read: ({ redisGigabytes }) => redisGigabytes,
    most: 8,
    next: 'a machine with more memory: nothing but the watches grows',
  },
  {
    part: 'Threads: 48,000 calls of one account in a day',
    read: ({ callsPerAccount }) => callsPerAccount,
    most: 48_000,
    next: 'nothing: it is a limit of each account, whatever their number, and Threadwatch slows down before it is used up',
  },
];

const LARGEST = 1e9;

/** The most accounts that a part bears, rounded down to two digits; infinite where it does not depend on them. */
export function findMost(limit: Limit, partitions: number, habits: Habits, costs: Costs): number {
  const bears = (accounts: number): boolean =>
    limit.read(reckonLoad({ accounts, partitions }, habits, costs)) <= limit.most;
  if (bears(LARGEST)) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, LARGEST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bears(middle)) low = middle;
    else high = middle;
  }
  return floorToTwoDigits(low);
}

function floorToTwoDigits(value: number): number {
  const step = 10 ** Math.max(0, String(value).length - 2);
  return Math.floor(value / step) * step;
}
