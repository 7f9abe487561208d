import { describe, expect, it, onTestFinished } from 'vitest';
import { realTime } from '../../src/cluster/clusterTime.ts';
import { Memories } from '../../src/replica/memories.ts';
import { openStores } from '../../src/store/openStores.ts';
import { RedisServer } from '../redis.ts';
import { useRedis } from '../support/useRedis.ts';

const OLD = [['watches::brand/1', '{"value":1}']] as const;
const NEW = [['watches::brand/2', '{"value":2}']] as const;

async function open(url: string): Promise<Memories> {
  const stores = await openStores(url);
  onTestFinished(() => stores.close());
  return new Memories(stores.connection, realTime);
}

describe('what replicas remember of a partition', () => {
  const redis = useRedis();

  it.each([
    ['first', [NEW, OLD]],
    ['last', [OLD, NEW]],
  ])('counts from the one that was its owner last, also where it comes %s', async (_when, order) => {
    const memories = await open(redis.server.url);
    for (const records of order) await memories.keep(3, records === NEW ? 2_000 : 1_000, records, 0);
    expect(await memories.take(3, 0)).toEqual(NEW);
    expect(await redis.other.ttl('threadwatch{shared}:memory-3')).toBeGreaterThan(0);
  });

  it('counts from the last owner also where another memory is found before', async () => {
    const memories = await open(redis.server.url);
    await memories.keep(6, 1_000, OLD, 0);
    const taken = memories.take(6, 0);
    await memories.keep(6, 2_000, NEW, 0);
    expect(await taken).toEqual(NEW);
  });

  it('is waited for, and is nothing where nobody remembers', async () => {
    const memories = await open(redis.server.url);
    const taken = memories.take(4, 5_000);
    await memories.keep(4, 1_000, OLD, 0);
    expect(await taken).toEqual(OLD);
    expect(await memories.take(5, 0)).toEqual([]);
  });

  it('is kept as soon as Redis is back', async () => {
    await using server = await RedisServer.start();
    const memories = await open(server.url);
    await server.stop();
    await expect(memories.keep(3, 1_000, OLD, 0)).rejects.toThrow();
    const kept = memories.keep(3, 1_000, OLD, 10_000);
    await server.resume();
    await kept;
    expect(await memories.take(3, 0)).toEqual(OLD);
  });
});
