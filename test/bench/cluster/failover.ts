import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import { prefixOfPartition, REPLICAS_KEY } from '../../../src/store/partitions.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { RedisServer } from '../../redis.ts';
import type { BotProcess } from '../../support/botProcess.ts';
import type { Figure } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { ThreadsServer } from '../support/threadsServer.ts';
import { Fleet, REPLICAS, until } from './fleet.ts';
import { RedisObserver } from './redisUsage.ts';
import { type BenchServer, channelOf, SERVERS, SERVERS_ENVIRONMENT } from './servers.ts';

const KILLS = 20;
const STOPS = 5;

/** So often a check falls due in each partition, ms; so when a partition gets its new owner, some are overdue. */
const EVERY = SECOND;

const CHANNELS = 12;
const PER_MESSAGE = 4;

/** Enough for all kills on a slow machine. */
const SPAN = 12 * MINUTE;

/** Between two kills, once the shares are even, ms. */
const PAUSE = 2 * SECOND;

interface Times {
  /** From a kill to the first check of each partition that was owned, ms. */
  readonly checks: readonly number[];
  /** The same to its new owner. */
  readonly owners: readonly number[];
  /** From SIGTERM to the new owner of each partition. */
  readonly handovers: readonly number[];
  /** From when the others know of a replica that has joined until the shares are even. */
  readonly joins: readonly number[];
  /** From SIGTERM until the shares are even. */
  readonly leaves: readonly number[];
}

/** Kills and stops replicas again and again, while checks fall due in every partition. */
export async function measureFailover(program: readonly string[]): Promise<readonly Figure[]> {
  await using redis = await RedisServer.start();
  await using observer = await RedisObserver.connect(redis.url);
  await using discord = await DiscordDouble.start({ judges: false });
  const checks: Check[] = [];
  await using threads = await ThreadsServer.start({
    statusOf: () => ({ status: 'FINISHED' }),
    onCheck: (container) => void checks.push({ partition: partitionOf(container), at: performance.now() }),
  });
  for (const server of SERVERS) {
    const watches = createWatches(server, Date.now());
    await seedWatches(redis.url, watches, PER_MESSAGE, prefixOfPartition(server.partition));
  }
  const more = { ...SERVERS_ENVIRONMENT, CLUSTER: 'on', UNPUBLISHED_AFTER: 'off' };
  await using fleet = await Fleet.start(() =>
    startBot({ discord, threads, storeUrl: redis.url, program, more }),
  );
  const fixture = { fleet, checks, countReplicas: () => observer.countReplicas(REPLICAS_KEY) };
  const times = { checks: [], owners: [], handovers: [], joins: [], leaves: [] } satisfies Record<
    string,
    number[]
  >;
  for (let round = 0; round < KILLS; round += 1) {
    await delay(PAUSE);
    await killOne(fixture, victimOf(fleet, round), times);
  }
  for (let round = 0; round < STOPS; round += 1) {
    await delay(PAUSE);
    await stopOne(fixture, victimOf(fleet, round), times);
  }
  return describe(times);
}

/** A check that Threads was asked for. */
interface Check {
  readonly partition: number;
  /** ms since this process started. */
  readonly at: number;
}

interface Fixture {
  readonly fleet: Fleet;
  readonly checks: readonly Check[];
  readonly countReplicas: () => Promise<number>;
}

type Collected = { [Name in keyof Times]: number[] };

function victimOf(fleet: Fleet, round: number): BotProcess {
  const victim = fleet.replicas[round % fleet.replicas.length];
  if (victim === undefined) throw new Error('there is no replica');
  return victim;
}

async function killOne(fixture: Fixture, victim: BotProcess, times: Collected): Promise<void> {
  const { fleet, checks } = fixture;
  const owned = [...fleet.ownedBy(victim)];
  const [killedAt, killedWall] = [performance.now(), Date.now()];
  victim.kill('SIGKILL');
  await victim.ended();
  // What it had sent before it died has come by now, or never comes.
  const dead = checks.length;
  for (const partition of owned) {
    const check = await until(
      () => checks.slice(dead).find((each) => each.partition === partition),
      `a check of partition ${partition}`,
    );
    times.checks.push(check.at - killedAt);
    times.owners.push((await fleet.takenOver(partition, victim, killedWall)) - killedWall);
  }
  await fleet.untilEven();
  await join(fixture, victim, times);
}

async function stopOne(fixture: Fixture, victim: BotProcess, times: Collected): Promise<void> {
  const { fleet } = fixture;
  const owned = [...fleet.ownedBy(victim)];
  const stoppedAt = Date.now();
  victim.kill('SIGTERM');
  const taken = await Promise.all(owned.map((partition) => fleet.takenOver(partition, victim, stoppedAt)));
  times.handovers.push(...taken.map((at) => at - stoppedAt));
  await fleet.untilEven();
  times.leaves.push(Date.now() - stoppedAt);
  await victim.ended();
  await join(fixture, victim, times);
}

/** Starts a replica again. */
async function join({ fleet, countReplicas }: Fixture, replica: BotProcess, times: Collected): Promise<void> {
  await until(async () => (await countReplicas()) < REPLICAS || undefined, 'the replica is known to be gone');
  replica.start();
  await until(async () => (await countReplicas()) === REPLICAS || undefined, 'the replica has joined');
  const joinedAt = performance.now();
  await fleet.untilEven();
  times.joins.push(performance.now() - joinedAt);
  await replica.ready();
}

function createWatches({ account, partition, ...server }: BenchServer, now: number): SeededWatch[] {
  return Array.from({ length: SPAN / EVERY }, (_, index) => {
    const nextCheckAt = now + (index + partition / SERVERS.length) * EVERY;
    return {
      account,
      container: `17${String(partition).padStart(5, '0')}${String(index).padStart(10, '0')}`,
      channel: channelOf({ account, partition, ...server }, index % CHANNELS),
      // The last early check, which leads to no message; the next one comes after the measurement.
      createdAt: nextCheckAt - 4 * MINUTE,
      nextCheckAt,
      checks: 4,
      status: 'FINISHED',
    };
  });
}

function partitionOf(container: string): number {
  return Number(container.slice(2, 7));
}

function describe({ checks, owners, handovers, joins, leaves }: Times): Figure[] {
  const kills = `${KILLS} × kill -9 of one of ${REPLICAS} replicas: ${checks.length} partitions`;
  const stops = `${STOPS} × SIGTERM to one of ${REPLICAS} replicas`;
  const seconds = (values: readonly number[], share: number): number => percentile(values, share) / SECOND;
  const figure = (name: string, value: number, how: string): Figure => ({ name, value, unit: 's', how });
  return [
    figure(
      'cluster.failover.p50',
      seconds(checks, 0.5),
      `from the kill to the next check of each partition that it owned; ${kills}`,
    ),
    figure('cluster.failover.p99', seconds(checks, 0.99), 'the same'),
    figure('cluster.failover.max', seconds(checks, 1), 'the same'),
    figure(
      'cluster.failover.max[owned again]',
      seconds(owners, 1),
      'from the kill until each partition had an owner again',
    ),
    figure(
      'cluster.handover.max',
      seconds(handovers, 1),
      `from SIGTERM until each partition that it owned had another owner; ${stops}`,
    ),
    figure(
      'cluster.rebalance.max[joined]',
      seconds(joins, 1),
      `from when the others know of a replica until the shares are even; ${joins.length} times`,
    ),
    figure(
      'cluster.rebalance.max[left]',
      seconds(leaves, 1),
      `from SIGTERM until the shares are even; ${stops}`,
    ),
  ];
}
