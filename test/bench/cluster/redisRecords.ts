import { prefixOfPartition } from '../../../src/store/partitions.ts';
import { RedisConnection } from '../../../src/store/redisConnection.ts';
import { RedisKeys } from '../../../src/store/redisKeys.ts';
import { RedisServer } from '../../redis.ts';
import type { Figure } from '../figure.ts';
import { createIdle } from '../load/population.ts';
import { percentile } from '../support/percentile.ts';
import { seedWatches } from '../support/seedWatches.ts';
import { RedisObserver } from './redisUsage.ts';

const WATCHES = 100_000;
const SCANS = 5;

/** How many bytes of Redis a watch takes, and how fast keys are looked through when a partition is opened. */
export async function measureRecords(): Promise<readonly Figure[]> {
  await using redis = await RedisServer.start();
  await using observer = await RedisObserver.connect(redis.url);
  const before = (await observer.read()).memory;
  await seedWatches(redis.url, createIdle(WATCHES, Date.now()), 1, prefixOfPartition(0));
  const { memory } = await observer.read();
  const connection = await RedisConnection.open(redis.url, {
    timeoutMs: 10_000,
    onError: (error) => process.stderr.write(`${error.message}\n`),
    monotonic: () => performance.now(),
  });
  const rates: number[] = [];
  for (let scan = 0; scan < SCANS; scan += 1) {
    const startedAt = performance.now();
    let found = 0;
    // Another partition than that of the keys: all are visited, and none is wanted.
    for await (const keys of new RedisKeys(connection).startingWith(prefixOfPartition(1)))
      found += keys.length;
    if (found > 0) throw new Error('the other partition has keys');
    rates.push((WATCHES * 2) / ((performance.now() - startedAt) / 1_000));
  }
  await connection.close();
  return [
    {
      name: 'cluster.redis.bytes',
      value: (memory - before) / WATCHES,
      unit: 'B',
      how: `memory of Redis for a watch and its live message; ${WATCHES.toLocaleString('en-US')} of them`,
    },
    {
      name: 'cluster.scan',
      value: percentile(rates, 0.5),
      unit: 'keys/s',
      how: `keys of other partitions that are passed over in a second when one is opened; median of ${SCANS}`,
    },
  ];
}
