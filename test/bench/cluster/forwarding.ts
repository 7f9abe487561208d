import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SECOND } from '../../../src/duration.ts';
import { RedisServer } from '../../redis.ts';
import type { Figure } from '../figure.ts';
import { Child } from '../support/child.ts';
import { percentile } from '../support/percentile.ts';
import { RedisObserver } from './redisUsage.ts';

const PER_SECOND = 100;
const COUNT = 1_000;
/** So many are forwarded before, and not measured: V8 compiles the hot code. */
const WARM_UP = 500;

/** How long both are observed while nothing is forwarded, ms. */
const IDLE = 5 * SECOND;

/** The last one may still be on its way. */
const ARRIVAL = SECOND;

const PARTY = new URL('./forwardParty.ts', import.meta.url);

const reportSchema = z.object({ cpu: z.number(), times: z.array(z.tuple([z.number(), z.number()])) });
type Report = z.infer<typeof reportSchema>;

interface Pair {
  readonly sender: Child;
  readonly owner: Child;
  readonly observer: RedisObserver;
}

/** Forwards requests from one process to another by the queue of a partition, on a real Redis. */
export async function measureForwarding(): Promise<readonly Figure[]> {
  await using redis = await RedisServer.start();
  await using observer = await RedisObserver.connect(redis.url);
  const env = { STORE_URL: redis.url, PER_SECOND: String(PER_SECOND) };
  await using owner = new Child(PARTY, { ...env, ROLE: 'owner' });
  await owner.receive();
  await using sender = new Child(PARTY, { ...env, ROLE: 'sender' });
  await sender.receive();
  const pair = { sender, owner, observer };
  await forward(pair, 0, WARM_UP);
  const idle = await use(pair, () => delay(IDLE));
  const busy = await forward(pair, WARM_UP, COUNT);
  const how = `${COUNT.toLocaleString('en-US')} requests at ${PER_SECOND} a second, from one process to another by the queue of a partition`;
  const each = (total: number, idleTotal: number): number =>
    (total - (idleTotal * busy.elapsed) / idle.elapsed) / COUNT;
  return [
    { name: 'cluster.forward.p50', value: percentile(busy.latencies, 0.5), unit: 'ms', how },
    { name: 'cluster.forward.p99', value: percentile(busy.latencies, 0.99), unit: 'ms', how },
    {
      name: 'cluster.forward.cpu',
      value: each(busy.cpu, idle.cpu),
      unit: 'ms',
      how: `CPU time of both processes for one of these, without what they use in the same time while idle`,
    },
    {
      name: 'cluster.forward.redis.cpu',
      value: each(busy.redis, idle.redis),
      unit: 'ms',
      how: 'CPU time of Redis for one of these, in the same way',
    },
  ];
}

interface Use {
  readonly elapsed: number;
  readonly cpu: number;
  readonly redis: number;
  readonly latencies: readonly number[];
}

async function forward(pair: Pair, first: number, count: number): Promise<Use> {
  return use(pair, async () => {
    pair.sender.send(`forward ${first} ${count}`);
    const report = readReport(await pair.sender.receive());
    await delay(ARRIVAL);
    return report;
  });
}

/** What both processes and Redis use for something. */
async function use({ sender, owner, observer }: Pair, run: () => Promise<Report | undefined>): Promise<Use> {
  const startedAt = performance.now();
  const before = await Promise.all([report(sender), report(owner), observer.read()]);
  const sent = (await run())?.times ?? [];
  const after = await Promise.all([report(sender), report(owner), observer.read()]);
  const taken = new Map(after[1].times);
  return {
    elapsed: performance.now() - startedAt,
    cpu: after[0].cpu - before[0].cpu + after[1].cpu - before[1].cpu,
    redis: after[2].cpu - before[2].cpu,
    latencies: sent.map(([index, at]) => (taken.get(index) ?? Number.POSITIVE_INFINITY) - at),
  };
}

async function report(party: Child): Promise<Report> {
  party.send('report');
  return readReport(await party.receive());
}

function readReport(message: unknown): Report {
  return reportSchema.parse(message);
}
