import { createClient } from '@redis/client';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { openStores, type Stores, type StoresOptions } from '../../src/store/openStores.ts';
import { prefixOfPartition, SHARED_PREFIX } from '../../src/store/partitions.ts';
import type { Emptied, StoreError } from '../../src/store/store.ts';
import { RedisPair } from '../support/redisPair.ts';
import { useRedis } from '../support/useRedis.ts';
import { expectFailure, readAll, thing } from './conformance.ts';
import { ScriptedLease } from './scriptedLease.ts';

const RECORD = { name: 'a', size: 1 };
const OTHER = { name: 'b', size: 2 };

describe('the partitions of one Redis', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushAll();
  });

  async function open(options: StoresOptions = {}): Promise<Stores> {
    const stores = await openStores(redis.server.url, options);
    onTestFinished(() => stores.close());
    return stores;
  }

  /** A partition whose lock this process holds. */
  async function own(stores: Stores, partition: number) {
    const lease = await new ScriptedLease(redis, `partition-${partition}`, `token-${partition}`).grant();
    const store = stores.open({ prefix: prefixOfPartition(partition), lease });
    const emptied: Emptied[] = [];
    const lost: StoreError[] = [];
    const take = () =>
      store.lease({
        onWait: (message) => expect.fail(message),
        onLost: (error) => lost.push(error),
        onEmptied: (each) => emptied.push(each),
      });
    onTestFinished(() => store.close());
    return { lease, store, things: store.collection('things', thing), emptied, lost, take };
  }

  async function countCalls(command: string): Promise<number> {
    const stats = await redis.other.info('commandstats');
    return Number.parseInt(stats.split(`cmdstat_${command}:calls=`)[1] ?? '0', 10);
  }

  it('keep their records apart, on one connection, also from a single store', async () => {
    const stores = await open();
    const [three, five] = await Promise.all([own(stores, 3), own(stores, 5)]);
    const shared = stores.open({ prefix: SHARED_PREFIX }).collection('things', thing);
    const single = await openStore(redis.server.url);
    onTestFinished(() => single.close());
    await three.things.set('one', RECORD);
    await five.things.set('two', OTHER);
    await shared.set('three', RECORD);
    expect((await redis.other.keys('*::*')).toSorted()).toEqual([
      'threadwatch{3}:things::one',
      'threadwatch{5}:things::two',
      'threadwatch{shared}:things::three',
    ]);
    expect(await readAll(three.things)).toEqual([['one', RECORD]]);
    expect(await readAll(five.things)).toEqual([['two', OTHER]]);
    expect(await readAll(single.collection('things', thing))).toEqual([]);
    await three.store.close();
    await expectFailure(three.things.get('one'));
    expect(await five.things.get('two')).toEqual(OTHER);
  });

  it('refuse each write whose token is not the present value of the lock, and count it', async () => {
    const stores = await open();
    const { lease, things } = await own(stores, 3);
    await things.set('one', RECORD);
    await lease.grant('token-of-another');
    const writes = [
      () => things.set('one', OTHER),
      () => things.setMany([['two', OTHER]]),
      () => things.delete('one'),
      () => things.deleteMany(['one', 'two']),
    ];
    for (const [index, write] of writes.entries()) {
      lease.isHeld = true;
      await expectFailure(write());
      // Once as it was asked for, and once more when the lock had been asked about.
      expect(stores.refusedWrites).toBe(2 * (index + 1));
    }
    expect(lease.asked.slice(0, 2)).toEqual(['distrust', 'ensureHeld']);
    expect(await redis.other.keys('threadwatch{3}:*')).toEqual(['threadwatch{3}:things::one']);
    expect(await redis.other.get('threadwatch{3}:things::one')).toBe('{"value":{"name":"a","size":1}}');
  });

  it('write after all when the lock turns out to be theirs', async () => {
    const stores = await open();
    const { lease, things } = await own(stores, 3);
    await redis.other.del(lease.key);
    lease.onAsked = async () => {
      await lease.grant();
      lease.isHeld = true;
    };
    await things.set('one', RECORD);
    expect(await things.get('one')).toEqual(RECORD);
    expect(stores.refusedWrites).toBe(1);
  });

  it('are found where they are by whoever still reaches the Redis that was the master', async () => {
    await using pair = await RedisPair.start();
    await using stack = new AsyncDisposableStack();
    const stores = stack.adopt(await openStores(pair.url), (opened) => opened.close());
    await pair.beginFailover();
    await pair.endFailover();
    const other = stack.adopt(await createClient({ url: pair.url }).connect(), (client) => client.destroy());
    const lease = await new ScriptedLease({ other }, 'partition-3', 'token').grant();
    const store = stack.adopt(stores.open({ prefix: prefixOfPartition(3), lease }), (opened) =>
      opened.close(),
    );
    const take = () =>
      store.lease({ onWait: expect.fail, onLost: () => expect.fail(), onEmptied: () => undefined });
    expect((await expectFailure(take())).message).toContain('READONLY');
    await expect.poll(() => take().then(() => 'taken', String)).toBe('taken');
  });

  it('answer nothing once the lock is lost, and say so once', async () => {
    const stores = await open();
    const { lease, store, things, take, lost } = await own(stores, 3);
    await take();
    await things.set('one', RECORD);
    lease.lose();
    expect((await expectFailure(things.get('one'), 'store_lost')).message).toContain('another replica');
    await expectFailure(things.set('one', OTHER), 'store_lost');
    await expectFailure(readAll(things), 'store_lost');
    await expectFailure(store.ensureLeased(), 'store_lost');
    expect(lost.map(({ code }) => code)).toEqual(['store_lost']);
    expect(stores.refusedWrites).toBe(0);
  });

  it('are nobody’s any more once they are closed, though the process goes on', async () => {
    const stores = await open();
    const { store } = await own(stores, 5);
    await store.close();
    await expectFailure(store.ensureLeased(), 'store_lost');
  });

  it('scan the database once when they are opened within some milliseconds', async () => {
    const stores = await open({ gatherMs: 200 });
    const owned = await Promise.all(Array.from({ length: 16 }, (_, partition) => own(stores, partition)));
    for (const [partition, { things }] of owned.entries())
      await things.setMany([
        [`a${partition}`, RECORD],
        [`b${partition}`, OTHER],
      ]);
    const before = await countCalls('scan');
    const found = owned.map(async ({ take, things, store }) => {
      await take();
      return Promise.all([readAll(things), readAll(store.collection('others', thing))]);
    });
    expect((await Promise.all(found)).map(([things = []]) => things.length)).toEqual(Array(16).fill(2));
    expect(await countCalls('scan')).toBe(before + 1);
  });

  it('visit no more of the database for one partition than a single store does', async () => {
    const text = JSON.stringify({ value: RECORD });
    for (let partition = 0; partition < 16; partition += 1) {
      const keys = Array.from({ length: 1_000 }, (_, id) => `${prefixOfPartition(partition)}things::${id}`);
      await redis.other.mSet(keys.map((key): [string, string] => [key, text]));
    }
    const stores = await open();
    const { things } = await own(stores, 7);
    const before = await Promise.all([countCalls('scan'), countCalls('mget')]);
    expect(await readAll(things)).toHaveLength(1_000);
    const after = await Promise.all([countCalls('scan'), countCalls('mget')]);
    // 16,000 keys in steps of 2,000; of the records, only the partition's own are read.
    expect(after[0] - (before[0] ?? 0)).toBeLessThanOrEqual(9);
    expect(after[1] - (before[1] ?? 0)).toBeLessThanOrEqual(20);
  });

  it('are found emptied at their start, each by itself', async () => {
    const stores = await open();
    const [three, five] = await Promise.all([own(stores, 3), own(stores, 5)]);
    await redis.other.set('threadwatch{3}:last-owner', 'an earlier owner');
    await Promise.all([three.take(), five.take()]);
    expect(three.emptied).toEqual([]);
    expect(five.emptied).toEqual([
      { kind: 'before-start', message: expect.stringContaining('threadwatch{5}: is empty') },
    ]);
    expect(await redis.other.get('threadwatch{5}:last-owner')).toBe('token-5');
  });

  it('are found emptied while they run', async () => {
    const stores = await open({ leaseMs: 60 });
    const { take, emptied, lease } = await own(stores, 3);
    await take();
    emptied.length = 0;
    await redis.other.flushAll();
    await lease.grant();
    await expect.poll(() => emptied.length).toBe(1);
    expect(emptied[0]?.kind).toBe('while-running');
  });

  it('are only on Redis', async () => {
    for (const url of ['memory:', 'sqlite:/nowhere/store.db'])
      expect((await expectFailure(openStore(url, { prefix: SHARED_PREFIX }))).message).toMatch(
        /^Only Redis holds partitions/,
      );
  });
});
