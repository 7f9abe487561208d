import type { RedisHost } from './redisHost.ts';
import { type Replica, type Replicas, until, wait } from './replicas.ts';

/** What happened to a replica or to Redis, and when; ms since the epoch. */
export interface Disturbance {
  readonly at: number;
  /** When it was over: at once after a kill, and when Redis was back. What is late by 10 s after that is too late. */
  readonly over: number;
}

/** What an injected fault has done. */
export interface Outcome {
  readonly words: string;
  readonly disturbances: readonly Disturbance[];
  /** From a kill until somebody else owned all that the killed one had, ms. */
  readonly failovers: readonly number[];
  readonly faults: readonly string[];
  /** Whether not even one message may come twice. */
  readonly isGraceful?: boolean;
  /** When a paused replica went on: what it had on its way may arrive just then. */
  readonly resumedAt?: number;
}

export interface Field {
  readonly replicas: Replicas;
  readonly redis: RedisHost;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** The partitions in which something is watched. */
  readonly busy: readonly number[];
}

/** Longer than the lease of 5 s, and than it takes to notice. */
const SHORTEST_ABSENCE = 7_000;
const LONGEST_ABSENCE = 11_000;

const LONGEST_FAILOVER = 20_000;
const LONGEST_STOP = 2_000;

export const INJECTIONS = {
  'kill -9 of an owner': async (field: Field) => kill(field, [pickOwner(field)]),
  'kill -9 of the one with the shard': async (field: Field) => {
    const { ofShard } = field.replicas;
    return kill(field, [ofShard ?? pickOwner(field)]);
  },
  'kill -9 of two at once': async (field: Field) => {
    const first = pickOwner(field);
    const others = field.replicas.all.filter((each) => each !== first);
    return kill(field, [first, pick(field, others)]);
  },
  'SIGTERM of each in turn': update,
  'SIGSTOP and SIGCONT': pause,
  'cut off from Redis': cutOff,
  'restart of Redis': (field: Field) => disturbRedis(field, (ms) => field.redis.restart(ms)),
  'failover of Redis': (field: Field) => disturbRedis(field, (ms) => field.redis.failOver(ms)),
} as const satisfies Readonly<Record<string, (field: Field) => Promise<Outcome>>>;

export type InjectionName = keyof typeof INJECTIONS;

async function kill({ replicas }: Field, victims: readonly Replica[]): Promise<Outcome> {
  const owned = victims.flatMap((victim) => replicas.partitionsOf(victim));
  const at = Date.now();
  for (const { bot } of victims) bot.kill('SIGKILL');
  await Promise.all(victims.map(({ bot }) => bot.ended()));
  const taken = (): (number | undefined)[] => {
    const { changes } = replicas;
    return owned.map(
      (partition) =>
        changes.find(
          (change) =>
            change.isOwner &&
            change.partition === partition &&
            change.at > at &&
            victims.every(({ index }) => index !== change.replica),
        )?.at,
    );
  };
  const isOver = await until(() => taken().every((each) => each !== undefined), LONGEST_FAILOVER);
  const last = Math.max(...taken().map((each) => each ?? at + LONGEST_FAILOVER));
  for (const { bot } of victims) bot.start();
  return {
    words: `${name(victims)} with partitions ${owned.join(', ') || 'none'}`,
    disturbances: [{ at, over: at }],
    failovers: owned.length === 0 ? [] : [last - at],
    faults: isOver ? [] : [`not all partitions were taken over within ${LONGEST_FAILOVER} ms`],
  };
}

async function update({ replicas }: Field): Promise<Outcome> {
  const disturbances: Disturbance[] = [];
  const faults: string[] = [];
  const took: number[] = [];
  for (const replica of replicas.all) {
    const { bot, index } = replica;
    const at = Date.now();
    bot.kill('SIGTERM');
    const code = await bot.ended();
    took.push(Date.now() - at);
    if (code !== 0) faults.push(`replica ${index} ended with ${code}`);
    if (Date.now() - at > LONGEST_STOP) faults.push(`replica ${index} took ${Date.now() - at} ms to end`);
    disturbances.push({ at, over: Date.now() });
    bot.start();
    await bot.ready();
    // As a Deployment does: the next one ends once this one is ready.
    await until(() => replicas.partitionsOf(replica).length > 0, LONGEST_FAILOVER);
  }
  return {
    words: `ended within ${took.join(', ')} ms`,
    disturbances,
    failovers: [],
    faults,
    isGraceful: true,
  };
}

async function pause(field: Field): Promise<Outcome> {
  const victim = pickOwner(field);
  const at = Date.now();
  victim.bot.kill('SIGSTOP');
  const ms = absence(field);
  await wait(ms);
  victim.bot.kill('SIGCONT');
  const resumedAt = Date.now();
  return {
    words: `${name([victim])} for ${ms} ms`,
    disturbances: [{ at, over: at }],
    failovers: [],
    faults: [],
    resumedAt,
  };
}

async function cutOff(field: Field): Promise<Outcome> {
  const victim = pickOwner(field);
  const ms = absence(field);
  const at = Date.now();
  const putBack = await field.redis.cutOff(victim.index);
  await wait(ms);
  await putBack();
  return {
    words: `${name([victim])} for ${ms} ms`,
    disturbances: [{ at, over: at }],
    failovers: [],
    faults: [],
  };
}

async function disturbRedis(field: Field, disturb: (awayMs: number) => Promise<void>): Promise<Outcome> {
  const ms = Math.floor(field.random() * 6_000);
  const at = Date.now();
  await disturb(ms);
  const over = Date.now();
  return { words: `away for ${over - at} ms`, disturbances: [{ at, over }], failovers: [], faults: [] };
}

/** Whoever owns one of those partitions in which something is watched. */
function pickOwner(field: Field): Replica {
  const owner = field.replicas.ownerOf(pick(field, field.busy));
  if (owner === undefined) throw new Error('nobody owns the partition');
  return owner;
}

function pick<T>({ random }: Field, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

function absence({ random }: Field): number {
  return SHORTEST_ABSENCE + Math.floor(random() * (LONGEST_ABSENCE - SHORTEST_ABSENCE));
}

function name(victims: readonly Replica[]): string {
  return victims.map(({ index }) => `replica ${index}`).join(' and ');
}
