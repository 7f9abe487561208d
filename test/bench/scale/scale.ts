/** What an account is taken to do. Each can be set to what an operator sees in `/metrics`. */
export interface Habits {
  /** Containers that are created in a day. */
  readonly containersPerDay: number;
  /** Status calls for each of them. */
  readonly checksPerContainer: number;
  /** How long one is watched, hours: most are published within minutes, few wait for a day. */
  readonly hoursWatched: number;
  /** Messages that are posted or edited for each of them. */
  readonly callsToChatPerContainer: number;
  /** Commands and presses of buttons in a day. */
  readonly commandsPerDay: number;
  /** Readings of the quotas in a day. */
  readonly readingsPerDay: number;
  /** How much more than in an average hour happens in the busiest one. */
  readonly peak: number;
}

/** Measured by the benchmark. */
export interface Costs {
  /** Processor time of a replica for a check, ms. */
  readonly checkMs: number;
  /** The same for a command, in the replica that received it and in the owner of its partition together, ms. */
  readonly commandMs: number;
  /** The same for a message that is posted or edited, ms. */
  readonly messageMs: number;
  /** The share of a core that all partitions take together while nothing happens. */
  readonly idleShare: number;
  /** Processor time of Redis for a check, for a command, and for a message, ms. */
  readonly redisMs: { readonly check: number; readonly command: number; readonly message: number };
  /** Memory of Redis for an open watch with its message, bytes. */
  readonly redisBytes: number;
  /** Memory of a replica for an open watch, bytes. */
  readonly replicaBytes: number;
  /** Keys of Redis that are visited in a second when a partition is opened. */
  readonly keysPerSecond: number;
}

/** What an operator gives the cluster. */
export interface Machines {
  readonly partitions: number;
  readonly accounts: number;
}

/** The load of a cluster in its busiest hour. */
export interface Load {
  readonly checksPerSecond: number;
  readonly readingsPerSecond: number;
  readonly commandsPerSecond: number;
  readonly callsToChatPerSecond: number;
  /** Cores that all replicas need together. */
  readonly cores: number;
  /** The share of a core that the fullest partition needs; a partition runs in one process, on one core. */
  readonly busiestPartition: number;
  /** The share of its one core that Redis needs. */
  readonly redis: number;
  readonly redisGigabytes: number;
  /** Memory for the watches of all replicas together. */
  readonly replicaGigabytes: number;
  /** How long the keys are looked through when partitions are taken over, seconds. */
  readonly scanSeconds: number;
  /** Calls to Threads of one account in a day. */
  readonly callsPerAccount: number;
}

const DAY = 24 * 3_600;

/** Records in Redis for an open watch: itself and its message. */
const KEYS_PER_WATCH = 2;

/** Records of an account that stay: its alerts, its settings, its token. */
const KEYS_PER_ACCOUNT = 4;

/** Of accounts that are spread by a hash, so many more are in the fullest partition than the average: three deviations. */
function fullest(accounts: number, partitions: number): number {
  const mean = accounts / partitions;
  return Math.min(accounts, mean + 3 * Math.sqrt(mean));
}

/** Reckons what a cluster has to bear in its busiest hour. Pure. */
export function reckonLoad({ accounts, partitions }: Machines, habits: Habits, costs: Costs): Load {
  const perSecond = (perDay: number): number => (accounts * perDay * habits.peak) / DAY;
  const checksPerSecond = perSecond(habits.containersPerDay * habits.checksPerContainer);
  // Quotas are read by the clock, so they have no busy hour.
  const readingsPerSecond = (accounts * habits.readingsPerDay) / DAY;
  const commandsPerSecond = perSecond(habits.commandsPerDay);
  const callsToChatPerSecond = perSecond(habits.containersPerDay * habits.callsToChatPerContainer);
  const work =
    ((checksPerSecond + readingsPerSecond) * costs.checkMs +
      commandsPerSecond * costs.commandMs +
      callsToChatPerSecond * costs.messageMs) /
    1_000;
  const watches = (accounts * habits.containersPerDay * habits.hoursWatched) / 24;
  const keys = watches * KEYS_PER_WATCH + accounts * KEYS_PER_ACCOUNT;
  return {
    checksPerSecond,
    readingsPerSecond,
    commandsPerSecond,
    callsToChatPerSecond,
    cores: work + costs.idleShare,
    busiestPartition: (work / accounts) * fullest(accounts, partitions) + costs.idleShare / partitions,
    redis:
      (checksPerSecond * costs.redisMs.check +
        commandsPerSecond * costs.redisMs.command +
        callsToChatPerSecond * costs.redisMs.message) /
      1_000,
    redisGigabytes: (watches * costs.redisBytes) / 1e9,
    replicaGigabytes: (watches * costs.replicaBytes) / 1e9,
    scanSeconds: keys / costs.keysPerSecond,
    callsPerAccount: habits.containersPerDay * habits.checksPerContainer + habits.readingsPerDay,
  };
}

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
    read: ({ callsToChatPerSecond }) => callsToChatPerSecond,
    most: 50,
    next: 'run a second Discord application with a cluster of its own, for half of the servers',
  },
  {
    part: 'the fullest partition: 70 % of a core',
    read: ({ busiestPartition }) => busiestPartition,
    most: 0.7,
    next: 'stop the replicas, and double the partitions: npm run store -- copy --from … --to … --partitions 32',
  },
  {
    part: 'Redis: 70 % of its core',
    read: ({ redis }) => redis,
    most: 0.7,
    next: 'a second cluster on a Redis of its own, for half of the accounts; a Redis Cluster does not help while one queue holds all locks',
  },
  {
    part: 'a takeover: 3 s to look through the keys of Redis',
    read: ({ scanSeconds }) => scanSeconds,
    most: 3,
    next: 'a second cluster on a Redis of its own',
  },
  {
    part: 'Redis: 8 GB of memory',
    read: ({ redisGigabytes }) => redisGigabytes,
    most: 8,
    next: 'a machine with more memory; the keys are small, and nothing else grows',
  },
  {
    part: 'Threads: 48,000 calls of one account in a day',
    read: ({ callsPerAccount }) => callsPerAccount,
    most: 48_000,
    next: 'nothing: it is a limit of each account, and Threadwatch slows down before it is used up',
  },
];

/** The most accounts that a part bears, to two digits; infinite where it does not depend on them. */
export function findMost(limit: Limit, partitions: number, habits: Habits, costs: Costs): number {
  const bears = (accounts: number): boolean =>
    limit.read(reckonLoad({ accounts, partitions }, habits, costs)) <= limit.most;
  const LARGEST = 1e9;
  if (bears(LARGEST)) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, LARGEST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bears(middle)) low = middle;
    else high = middle;
  }
  return Number(low.toPrecision(2));
}
