import { DAY, HOUR, SECOND } from '../../../src/duration.ts';

/** What an account is taken to do. Each can be set to what an operator sees in `/metrics`. */
export interface Habits {
  /** Containers that are created in a day. */
  readonly containersPerDay: number;
  /** Status calls for each of them. */
  readonly checksPerContainer: number;
  /** How long one is watched, hours: most are published within minutes, few wait for a day. */
  readonly hoursWatched: number;
  /** Messages that are posted or edited for each of them. */
  readonly messagesPerContainer: number;
  /** Of these, those that are edited. */
  readonly editsPerContainer: number;
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
  /** The share of its core that Redis takes while nothing happens. */
  readonly redisIdleShare: number;
  /** Memory of Redis for an open watch with its message, bytes. */
  readonly redisBytes: number;
  /** Memory of a replica for an open watch, bytes. */
  readonly replicaBytes: number;
  /** Keys of Redis that are passed over in a second when a partition is opened. */
  readonly keysPerSecond: number;
}

/** What an operator gives the cluster. */
export interface ClusterSize {
  readonly partitions: number;
  readonly accounts: number;
}

/** The load of a cluster in its busiest hour. */
export interface Load {
  readonly checksPerSecond: number;
  readonly readingsPerSecond: number;
  readonly commandsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly editsPerSecond: number;
  /** Cores that all replicas need together. */
  readonly cores: number;
  /** The share of a core that the fullest partition needs; a partition runs in one process, on one core. */
  readonly fullestPartition: number;
  /** The share of its one core that Redis needs. */
  readonly redis: number;
  readonly redisGigabytes: number;
  /** Memory for the watches of all replicas together. */
  readonly replicaGigabytes: number;
  /** How long the keys are looked through when partitions are taken over, seconds. */
  readonly scanSeconds: number;
  /** Watches that are open at a time. */
  readonly watches: number;
  /** Calls to Threads of one account in a day. */
  readonly callsPerAccount: number;
}

/** Records in Redis for an open watch: itself and its message. */
const KEYS_PER_WATCH = 2;

/** Records of an account that stay: its alerts, its settings, its token, its quotas. */
const KEYS_PER_ACCOUNT = 4;

/** Accounts are spread by a hash: so many are in the fullest partition at most, but for one case in hundreds (three deviations). */
function countInFullest({ accounts, partitions }: ClusterSize): number {
  const average = accounts / partitions;
  return Math.min(accounts, Math.max(1, average + 3 * Math.sqrt(average)));
}

/** Reckons what a cluster has to bear in its busiest hour. Pure. */
export function reckonLoad(size: ClusterSize, habits: Habits, costs: Costs): Load {
  const { accounts, partitions } = size;
  const evenly = (perDay: number): number => (accounts * perDay * SECOND) / DAY;
  const inBusiestHour = (perDay: number): number => evenly(perDay) * habits.peak;
  const checksPerSecond = inBusiestHour(habits.containersPerDay * habits.checksPerContainer);
  // Quotas are read by the clock, so they have no busy hour.
  const readingsPerSecond = evenly(habits.readingsPerDay);
  const commandsPerSecond = inBusiestHour(habits.commandsPerDay);
  const messagesPerSecond = inBusiestHour(habits.containersPerDay * habits.messagesPerContainer);
  const work =
    ((checksPerSecond + readingsPerSecond) * costs.checkMs +
      commandsPerSecond * costs.commandMs +
      messagesPerSecond * costs.messageMs) /
    SECOND;
  const redisWork =
    ((checksPerSecond + readingsPerSecond) * costs.redisMs.check +
      commandsPerSecond * costs.redisMs.command +
      messagesPerSecond * costs.redisMs.message) /
    SECOND;
  const watches = (inBusiestHour(habits.containersPerDay) * habits.hoursWatched * HOUR) / SECOND;
  const keys = watches * KEYS_PER_WATCH + accounts * KEYS_PER_ACCOUNT;
  return {
    checksPerSecond,
    readingsPerSecond,
    commandsPerSecond,
    messagesPerSecond,
    editsPerSecond: inBusiestHour(habits.containersPerDay * habits.editsPerContainer),
    cores: work + costs.idleShare,
    fullestPartition: (work / accounts) * countInFullest(size) + costs.idleShare / partitions,
    redis: redisWork + costs.redisIdleShare,
    redisGigabytes: (watches * costs.redisBytes) / 1e9,
    replicaGigabytes: (watches * costs.replicaBytes) / 1e9,
    scanSeconds: keys / costs.keysPerSecond,
    watches,
    callsPerAccount: habits.containersPerDay * habits.checksPerContainer + habits.readingsPerDay,
  };
}
