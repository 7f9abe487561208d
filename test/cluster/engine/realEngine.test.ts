import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RedisServer } from '../../redis.ts';
import { RedisPair } from '../../support/redisPair.ts';
import { useRedis } from '../../support/useRedis.ts';
import { LONG, RealCluster, SHORT } from '../realReplica.ts';

const LOCK_OF_0 = '{threadwatch-cluster}:partitions:partition-0:lock';

describe('owned jobs on a real Redis', () => {
  const redis = useRedis();

  it('are shared with a replica that joins, and handed over by one that stops', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({ count: 4, lockMs: LONG });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0', 'a 1', 'a 2', 'a 3');
    const b = await cluster.join('b', redis.server.url);
    await cluster.untilOwned('a 0', 'a 1', 'b 2', 'b 3');
    await b.stop();
    await cluster.untilOwned('a 0', 'a 1', 'a 2', 'a 3');
    expect(cluster.story.filter((line) => line.includes('lost'))).toEqual([]);
    expect([...a.lines, ...b.lines]).toEqual([]);
  });

  it('are taken over from a replica that is cut off, which may do nothing with them from then on', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({ count: 2, lockMs: SHORT });
    const a = await cluster.join('a', redis.server.url);
    await cluster.join('b', redis.server.url);
    await cluster.untilOwned('a 0', 'b 1');
    const lease = cluster.running.get('a 0');
    await a.cut();
    await cluster.changes.until(() => cluster.running.get('b 0'));
    // It runs still, because it can't know.
    expect(cluster.owners).toContain('a 0');
    expect(lease?.isHeld).toBe(false);
    await expect(lease?.ensureHeld()).rejects.toThrow();
  });

  it('lock the key that the lease names, and are lost with it', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({ count: 1, lockMs: LONG });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    const lease = cluster.running.get('a 0');
    expect(lease?.key).toBe(LOCK_OF_0);
    expect(await redis.other.get(LOCK_OF_0)).toBe(lease?.token);
    await redis.other.set(LOCK_OF_0, 'another', { PX: 600 });
    lease?.distrust();
    await expect(lease?.ensureHeld()).rejects.toMatchObject({ code: 'store_lost' });
    await cluster.changes.until(() => (cluster.story.length === 3 ? true : undefined));
    expect(cluster.story).toEqual(['a runs 0', 'a ended 0: lost', 'a runs 0']);
    expect(cluster.running.get('a 0')?.token).not.toBe(lease?.token);
    expect(a.lines).toEqual(['This replica lost partition 0, and ends its work on it']);
  });

  it('come back after the database was flushed, and after lists were evicted', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({ count: 2, lockMs: SHORT });
    await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0', 'a 1');
    await redis.other.flushAll();
    await cluster.changes.until(() => (cluster.story.length >= 6 ? true : undefined));
    await cluster.untilOwned('a 0', 'a 1');
    await redis.other.del(['{threadwatch-cluster}:partitions:active', LOCK_OF_0]);
    await cluster.changes.until(() => (cluster.story.length >= 8 ? true : undefined));
    await cluster.untilOwned('a 0', 'a 1');
  });

  it('are tried again until a run can begin', async () => {
    await redis.other.flushAll();
    const failures: string[] = [];
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      open: async (index, replica) => {
        if (failures.push(`${replica} ${index}`) < 3) throw new Error('The store does not answer');
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    expect(failures).toEqual(['a 0', 'a 0', 'a 0']);
    expect(a.lines).toHaveLength(2);
  });

  it('go on within seconds after a failover behind the same address, with one line about it', async () => {
    const pair = await RedisPair.start();
    onTestFinished(() => pair[Symbol.asyncDispose]());
    const cluster = new RealCluster({ count: 2, lockMs: SHORT });
    const a = await cluster.join('a', pair.url);
    await cluster.untilOwned('a 0', 'a 1');
    await pair.beginFailover();
    await cluster.changes.until(() => a.lines.find((line) => line.includes('READONLY')));
    await pair.endFailover();
    await cluster.changes.until(() => a.lines.find((line) => line.includes('answers again')));
    expect(await a.forwarder.ask(0, { kind: 'who', body: null }, 5_000)).toBe('a');
    expect(await a.forwarder.ask(1, { kind: 'who', body: null }, 5_000)).toBe('a');
    expect(a.lines.filter((line) => line.includes('failed'))).toHaveLength(1);
    expect(a.lines[0]).toContain('The cluster’s connection to Redis at redis://127.0.0.1:');
  });

  it('keep no renewal for later while Redis is away', async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const cluster = new RealCluster({ count: 2, lockMs: SHORT });
    const { engine } = await cluster.join('a', server.url);
    await cluster.untilOwned('a 0', 'a 1');
    await server.stop();
    const grant = { index: 0, token: 'one' };
    const isRefused = async (): Promise<boolean> => {
      const asked = engine.extend([grant]).then(
        () => false,
        () => true,
      );
      return Promise.race([asked, delay(50, false)]);
    };
    await expect.poll(isRefused).toBe(true);
    const asked = Array.from({ length: 500 }, (_, each) => [
      engine.extend([{ index: 0, token: `one of ${each}` }]),
      engine.release({ index: 1, token: 'one' }, 0),
      engine.ensureJobs(),
    ]);
    for (const each of asked.flat()) each.catch(() => undefined);
    await server.resume();
    await cluster.changes.until(() => (cluster.story.length >= 6 ? true : undefined));
    await cluster.untilOwned('a 0', 'a 1');
    const client = await createClient({ url: server.url }).connect();
    onTestFinished(() => client.destroy());
    const stats = await client.info('commandstats');
    const calls = [...stats.matchAll(/^cmdstat_(?:evalsha|eval|lrange):calls=(\d+)/gm)].map((match) =>
      Number(match[1]),
    );
    expect(Math.max(...calls)).toBeLessThan(200);
    await expect(Promise.all(asked.flat())).rejects.toThrow('is not connected');
  });

  it('go on after Redis was restarted without its data', async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const cluster = new RealCluster({ count: 2, lockMs: SHORT });
    const a = await cluster.join('a', server.url);
    await cluster.untilOwned('a 0', 'a 1');
    await server.stop();
    await cluster.changes.until(() => a.lines.find((line) => line.includes('Until Redis answers')));
    await server.resume();
    await cluster.changes.until(() => (cluster.story.length >= 6 ? true : undefined));
    await cluster.untilOwned('a 0', 'a 1');
    expect(await a.forwarder.ask(0, { kind: 'who', body: null }, 5_000)).toBe('a');
    expect(a.lines.filter((line) => line.includes('failed'))).toHaveLength(1);
  });
});
