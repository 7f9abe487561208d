import { beforeEach, describe, expect, it } from 'vitest';
import type { Bindings } from '../../../src/cluster/layout/findComponents.ts';
import type { LayoutErrorCode } from '../../../src/cluster/layout/layoutError.ts';
import { type Layout, LayoutStore, toLayoutRecord } from '../../../src/cluster/layout/layoutStore.ts';
import { LAYOUT_KEY, writeLayout } from '../../../src/store/layoutRecord.ts';
import { describeThisProcess } from '../../../src/store/owner.ts';
import { REPLICAS_KEY } from '../../../src/store/partitions.ts';
import { RedisConnection } from '../../../src/store/redisConnection.ts';
import { useRedis } from '../../support/useRedis.ts';

const ONE: Bindings = { accounts: [{ name: 'brand', workspaces: ['100', '200'] }], workspaces: ['300'] };
const OPTIONS = { storeVersion: 2 };

describe('the layout in Redis', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushAll();
  });

  async function withLayouts<T>(count: number, work: (stores: LayoutStore[]) => Promise<T>): Promise<T> {
    const connections = await Promise.all(
      Array.from({ length: count }, () =>
        RedisConnection.open(redis.server.url, {
          timeoutMs: 5_000,
          onError: () => undefined,
          monotonic: () => performance.now(),
        }),
      ),
    );
    try {
      return await work(connections.map((connection) => new LayoutStore(connection)));
    } finally {
      for (const connection of connections) await connection.close();
    }
  }

  const join = (bindings: Bindings, options: Parameters<LayoutStore['join']>[1] = OPTIONS) =>
    withLayouts(1, ([store]) => store?.join(bindings, options) ?? expect.fail());

  /** As a copy makes it. */
  async function make(layout: Partial<Layout>): Promise<Layout> {
    const made = { partitions: 16, id: 'made', accounts: new Map(), workspaces: new Map(), ...layout };
    await redis.other.set(LAYOUT_KEY, writeLayout(toLayoutRecord(made, OPTIONS.storeVersion)));
    return made;
  }

  async function refusal(
    bindings: Bindings,
    options: Parameters<LayoutStore['join']>[1] = OPTIONS,
  ): Promise<{ code: LayoutErrorCode; message: string }> {
    const before = await redis.other.get(LAYOUT_KEY);
    const error = await join(bindings, options).then(
      () => expect.fail('it was not refused'),
      (each: unknown) => each,
    );
    expect(await redis.other.get(LAYOUT_KEY)).toBe(before);
    return error as { code: LayoutErrorCode; message: string };
  }

  it('is made by the first replica, and is the same for each that follows', async () => {
    const first = await join(ONE);
    expect(first).toMatchObject({ isNew: true, layout: { partitions: 16 } });
    const second = await join(ONE);
    expect(second).toEqual({ layout: first.layout, isNew: false });
    expect((await redis.other.keys('threadwatch{*}:last-owner')).length).toBe(16);
  });

  it('is the same for all replicas that start at once, and holds what each of them adds', async () => {
    const ids = Array.from({ length: 8 }, (_, id) => String(1_000 + id));
    const layouts = await withLayouts(8, (stores) =>
      Promise.all(
        stores.map((store, index) => store.join({ ...ONE, workspaces: ['300', ids[index] ?? ''] }, OPTIONS)),
      ),
    );
    expect(new Set(layouts.map(({ layout }) => layout.id)).size).toBe(1);
    expect(layouts.filter(({ isNew }) => isNew)).toHaveLength(1);
    const { layout } = await join(ONE);
    expect([...layout.workspaces.keys()].sort()).toEqual(['100', '200', '300', ...ids].sort());
  });

  it('refuses bindings that join what lies apart, and names it and the remedy', async () => {
    const { layout } = await join({ accounts: [], workspaces: ['100', '300'] });
    expect(layout.workspaces.get('100')).not.toBe(layout.workspaces.get('300'));
    const { code, message } = await refusal({
      accounts: [{ name: 'brand', workspaces: ['100', '300'] }],
      workspaces: [],
    });
    expect(code).toBe('moved');
    expect(message).toMatch(
      /account brand; workspaces 100, 300\. Stop all replicas, and run: npm run -s store -- copy .*--partitions 16$/,
    );
  });

  it('has as many partitions as it was made with, and refuses records of another version', async () => {
    await make({ partitions: 32 });
    expect((await join(ONE)).layout.partitions).toBe(32);
    expect(await refusal(ONE, { storeVersion: 1 })).toMatchObject({
      code: 'version',
      message: expect.stringContaining('Start the newer version on every replica'),
    });
    expect(await refusal(ONE, { storeVersion: 3 })).toMatchObject({
      code: 'version',
      message: expect.stringMatching(/Stop all replicas, and run: .*--partitions 32$/),
    });
  });

  it('of a later form, and a damaged one, is refused', async () => {
    await redis.other.set(LAYOUT_KEY, '{"value":{"format":2,"partitions":16,"shards":[]}}');
    expect((await refusal(ONE)).code).toBe('format');
    for (const text of ['x', '{}', '{"value":{"format":1}}']) {
      await redis.other.set(LAYOUT_KEY, text);
      expect(await refusal(ONE)).toMatchObject({
        code: 'unreadable',
        message: expect.stringContaining('restore'),
      });
    }
  });

  it('is not made where a single store is, or while somebody uses one', async () => {
    await redis.other.set('threadwatch:format::version', '{"value":{"version":2}}');
    expect(await refusal(ONE)).toMatchObject({
      code: 'single',
      message: expect.stringMatching(/copy --from <this Redis> --to <this Redis> --partitions 16/),
    });
    await redis.other.del('threadwatch:format::version');
    await redis.other.set('threadwatch:owner', JSON.stringify(describeThisProcess()));
    const { code, message } = await refusal(ONE);
    expect(code).toBe('busy');
    expect(message).toContain(`process ${process.pid} on`);
  });

  it('is checked without a change, as joining would', async () => {
    const check = (bindings: Bindings) => withLayouts(1, async ([store]) => store?.check(bindings, OPTIONS));
    expect(await check(ONE)).toBeUndefined();
    expect(await redis.other.keys('*')).toEqual([]);
    const { layout } = await join({ accounts: [], workspaces: ['100', '300'] });
    expect(new Set(layout.workspaces.values()).size).toBe(2);
    const before = await redis.other.get(LAYOUT_KEY);
    expect(await check({ accounts: [{ name: 'new', workspaces: ['100'] }], workspaces: [] })).toEqual(layout);
    const joined = { accounts: [{ name: 'brand', workspaces: ['100', '300'] }], workspaces: [] };
    await expect(check(joined)).rejects.toMatchObject({ code: 'moved' });
    expect(await redis.other.get(LAYOUT_KEY)).toBe(before);
  });

  describe('that Redis has lost', () => {
    const places = {
      partitions: 32,
      accounts: new Map([['brand', 29]]),
      workspaces: new Map([
        ['100', 29],
        ['200', 29],
        ['300', 7],
      ]),
    };

    it('is made anew by a replica with all places that it knows, and no partition seems to be new', async () => {
      const { layout, isNew } = await join(ONE, { ...OPTIONS, known: { ...places, id: 'lost' } });
      expect({ layout, isNew }).toEqual({ layout: { ...places, id: expect.any(String) }, isNew: true });
      expect(layout.id).not.toBe('lost');
      expect(await redis.other.keys('threadwatch{*}:last-owner')).toEqual([]);
    });

    it('gets what each other replica knows besides', async () => {
      const of300 = { accounts: new Map(), workspaces: new Map([['300', 7]]) };
      await make({ ...places, id: 'anew', workspaces: new Map([['100', 29]]) });
      const { layout } = await join(ONE, { ...OPTIONS, known: { ...places, ...of300, id: 'lost' } });
      expect(layout.workspaces).toEqual(places.workspaces);
      expect((await join(ONE)).layout).toEqual(layout);
    });

    it.each([
      ['in another number of partitions', { ...places, partitions: 16 }],
      ['elsewhere', { ...places, workspaces: new Map([['300', 8]]) }],
    ])('is refused where somebody has placed its records %s meanwhile', async (_, other) => {
      await make({ ...other, id: 'copied' });
      expect(await refusal(ONE, { ...OPTIONS, known: { ...places, id: 'lost' } })).toMatchObject({
        code: 'moved',
        message: expect.stringContaining('placed anew while this replica ran'),
      });
    });
  });

  it('that is made while other replicas live marks no partition as known, so each says that it was emptied', async () => {
    await redis.other.zAdd(REPLICAS_KEY, { score: Date.now(), value: 'another replica' });
    expect(await join(ONE)).toMatchObject({ isNew: true });
    expect(await redis.other.keys('threadwatch{*}:last-owner')).toEqual([]);
  });

  it('is no longer current for a replica once Redis was emptied', async () => {
    const { layout } = await join(ONE);
    await withLayouts(1, async ([store]) => {
      expect(await store?.isCurrent(layout)).toBe(true);
      await redis.other.flushAll();
      expect(await store?.isCurrent(layout)).toBe(false);
      expect(await store?.read()).toBeUndefined();
    });
  });

  it('lets nobody open a partition while a single process or a copy uses the store', async () => {
    const { layout } = await join(ONE);
    await redis.other.set('threadwatch:owner', JSON.stringify(describeThisProcess()));
    await withLayouts(1, async ([store]) => {
      await expect(store?.isCurrent(layout)).rejects.toMatchObject({ code: 'busy' });
    });
  });
});
