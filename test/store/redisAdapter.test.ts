import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisAdapter } from '../../src/store/redisAdapter.ts';
import { RedisConnection } from '../../src/store/redisConnection.ts';
import { RedisKeys } from '../../src/store/redisKeys.ts';
import { RedisRecords } from '../../src/store/redisRecords.ts';
import { useRedis } from '../support/useRedis.ts';

describe('the Redis adapter', () => {
  const redis = useRedis();
  let connection: RedisConnection;
  let letters: RedisAdapter;

  beforeEach(async () => {
    await redis.other.flushDb();
    connection = await RedisConnection.open(redis.server.url, {
      monotonic: () => performance.now(),
      timeoutMs: 1_000,
      onError: () => {},
    });
    const records = new RedisRecords(connection);
    letters = new RedisAdapter(records, new RedisKeys(connection));
    letters.namespace = 'letters';
  });

  afterEach(() => connection.close());

  async function readAll(): Promise<unknown[]> {
    const entries: unknown[] = [];
    for await (const entry of letters.iterator()) entries.push(entry);
    return entries.toSorted();
  }

  it('writes each value as a string at namespace::key', async () => {
    await letters.set('a', 'text of a');
    await letters.setMany([{ key: 'b', value: 'text of b' }]);
    expect(await redis.other.mGet(['letters::a', 'letters::b'])).toEqual(['text of a', 'text of b']);
  });

  it('says which keys exist and which it deleted', async () => {
    await letters.set('a', 'text of a');
    await letters.set('b', 'text of b');
    expect(await letters.has('a')).toBe(true);
    expect(await letters.hasMany(['b', 'never'])).toEqual([true, false]);
    expect(await letters.delete('a')).toBe(true);
    expect(await letters.delete('a')).toBe(false);
    expect(await letters.deleteMany(['never', 'b'])).toEqual([false, true]);
    expect(await redis.other.dbSize()).toBe(0);
  });

  it('passes the time of expiry on to Redis', async () => {
    const later = Date.now() + 600_000;
    await letters.set('a', 'text of a', later);
    await letters.setMany([
      { key: 'b', value: 'text of b', expires: later },
      { key: 'c', value: 'text of c' },
    ]);
    const times = ['a', 'b', 'c'].map((key) => redis.other.pExpireTime(`letters::${key}`));
    expect(await Promise.all(times)).toEqual([later, later, -1]);
    await letters.set('a', 'text of a', Date.now() - 1);
    expect(await letters.getMany(['a', 'b'])).toEqual([undefined, 'text of b']);
  });

  it('writes many entries all or none', async () => {
    const entries = [
      { key: 'a', value: 'text of a' },
      { key: 'b', value: 2 },
    ];
    await expect(letters.setMany<unknown>(entries)).rejects.toThrow('only values that Keyv has serialized');
    await expect(letters.set('b', 2)).rejects.toThrow('only values that Keyv has serialized');
    expect(await redis.other.dbSize()).toBe(0);
  });

  it('clears its own namespace and no other', async () => {
    await letters.setMany(['a', 'b'].map((key) => ({ key, value: key })));
    await redis.other.set('letters2::a', 'of another namespace');
    await letters.clear();
    await letters.clear();
    expect(await redis.other.keys('*')).toEqual(['letters2::a']);
  });

  it('yields each key once, though SCAN may repeat a key or return a deleted one', async () => {
    for (const key of ['a', 'b']) await letters.set(key, `text of ${key}`);
    const toPage = (cursor: string, keys: string) => ({
      cursor,
      keys: Array.from(keys, (key) => `letters::${key}`),
    });
    await connection.run(async (client) => {
      vi.spyOn(client, 'scan')
        .mockResolvedValueOnce(toPage('1', 'ab'))
        .mockResolvedValueOnce(toPage('2', 'ba'))
        .mockResolvedValueOnce(toPage('0', 'bc'));
    });
    expect(await readAll()).toEqual([
      ['a', 'text of a'],
      ['b', 'text of b'],
    ]);
  });
});
