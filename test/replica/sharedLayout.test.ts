import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import type { ClusterTime } from '../../src/cluster/clusterTime.ts';
import { LayoutStore, toLayoutRecord } from '../../src/cluster/layout/layoutStore.ts';
import { SharedLayout } from '../../src/replica/sharedLayout.ts';
import { LAYOUT_KEY, writeLayout } from '../../src/store/layoutRecord.ts';
import { openStores } from '../../src/store/openStores.ts';
import { REPLICAS_KEY } from '../../src/store/partitions.ts';
import { createLeapingTime } from '../support/leapingTime.ts';
import { useRedis } from '../support/useRedis.ts';

const SILENT = { info: () => undefined, warn: () => undefined };

describe('the layout as a replica knows it', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushAll();
  });

  /** A replica on which these workspaces may use one account each. */
  const join = (...workspaces: readonly string[]) => joinAt(createLeapingTime(), ...workspaces);

  async function joinAt(time: ClusterTime, ...workspaces: readonly string[]): Promise<SharedLayout> {
    const stores = await openStores(redis.server.url);
    onTestFinished(() => stores.close());
    const accounts = workspaces.map((id) => ({
      name: `of-${id.toLowerCase()}`,
      token: 'x',
      workspaces: [id],
    }));
    const config = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      THREADS_ACCOUNTS: JSON.stringify(accounts),
      STORE_URL: redis.server.url,
      CLUSTER: 'on',
    });
    return SharedLayout.join(new LayoutStore(stores.connection), config, SILENT, time);
  }

  it('is made anew by the first replica that looks after Redis lost it, and all go on with it', async () => {
    const [one, two] = [await join('T0AAAA', 'T0BBBB'), await join('T0AAAA', 'T0BBBB')];
    const before = one.current;
    expect(await one.ensureCurrent()).toBe(false);
    await redis.other.flushAll();
    expect([await one.ensureCurrent(), await two.ensureCurrent()]).toEqual([true, true]);
    expect([await one.ensureCurrent(), await two.ensureCurrent()]).toEqual([false, false]);
    expect(one.current.id).not.toBe(before.id);
    expect(two.current).toEqual(one.current);
    expect(one.current.workspaces).toEqual(before.workspaces);
    // So each partition says that it was emptied, which it does not after the very first start.
    expect(await redis.other.keys('threadwatch{*}:last-owner')).toEqual([]);
  });

  it('is refused where a copy has placed elsewhere what the replica knows', async () => {
    const one = await join('T0AAAA');
    await redis.other.set(
      LAYOUT_KEY,
      writeLayout(toLayoutRecord({ ...one.current, id: 'copied', partitions: 5 }, 2)),
    );
    await expect(one.ensureCurrent()).rejects.toMatchObject({
      code: 'moved',
      message: expect.stringContaining('placed anew while this replica ran'),
    });
  });

  describe('after Redis lost it', () => {
    /** A replica of one account that serves each workspace. */
    async function joinSingle(guilds: string): Promise<SharedLayout> {
      const time = createLeapingTime();
      const stores = await openStores(redis.server.url);
      onTestFinished(() => stores.close());
      const config = readConfig({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        ...(guilds !== '' && { DISCORD_TOKEN: 'a.b.c', DISCORD_GUILD_IDS: guilds }),
        THREADS_ACCESS_TOKEN: 'x',
        STORE_URL: redis.server.url,
        CLUSTER: 'on',
      });
      return SharedLayout.join(new LayoutStore(stores.connection), config, SILENT, time);
    }

    it.each(['', '100000000000000001'])(
      'keeps the places of what was found after connecting, also for replicas that found nothing new: servers %s',
      async (guilds) => {
        const one = await joinSingle(guilds);
        await one.add('T0AAAA');
        const two = await joinSingle(guilds);
        await two.add('T0AAAA');
        const before = two.current;
        await redis.other.flushAll();
        for (const each of [two, one]) await each.ensureCurrent();
        expect(one.current).toEqual({ ...before, id: expect.any(String) });
        expect(two.current.workspaces).toEqual(before.workspaces);
        expect(await two.partitionOf('T0AAAA')).toBe(before.workspaces.get('T0AAAA'));
      },
    );

    it('keeps the number of partitions, and the place of what joined later', async () => {
      const first = await join('T0BBBB');
      const made = {
        ...first.current,
        partitions: 32,
        accounts: new Map([['of-t0bbbb', 29]]),
        workspaces: new Map([['T0BBBB', 29]]),
      };
      await redis.other.set(LAYOUT_KEY, writeLayout(toLayoutRecord(made, 2)));
      const replica = await join('T0AAAA', 'T0BBBB');
      const before = replica.current;
      await redis.other.flushAll();
      expect(await replica.ensureCurrent()).toBe(true);
      expect(replica.current).toEqual({ ...before, id: expect.any(String) });
      expect(replica.current.workspaces.get('T0BBBB')).toBe(29);
    });
  });

  describe('where Redis was emptied while a replica starts', () => {
    const MARKERS = 'threadwatch{*}:last-owner';

    /** A replica that has a workspace where nobody would place it now. */
    async function joinElsewhere(): Promise<SharedLayout> {
      const { current } = await join('T0AAAA');
      const place = ((current.workspaces.get('T0AAAA') ?? 0) + 1) % current.partitions;
      const made = {
        ...current,
        accounts: new Map([['of-t0aaaa', place]]),
        workspaces: new Map([['T0AAAA', place]]),
      };
      await redis.other.set(LAYOUT_KEY, writeLayout(toLayoutRecord(made, 2)));
      const replica = await join('T0AAAA');
      await redis.other.flushAll();
      return replica;
    }

    it.each([
      { heardAfter: 0, madeAfter: 0 },
      { heardAfter: 1_000, madeAfter: 2_000 },
      { heardAfter: 3_000, madeAfter: 9_000 },
    ])(
      'keeps the places of a running replica that is heard after $heardAfter ms and puts it back after $madeAfter ms',
      async (times) => {
        const survivor = await joinElsewhere();
        const before = survivor.current;
        const time = createLeapingTime(async (now) => {
          if (now > times.heardAfter) await redis.other.zAdd(REPLICAS_KEY, { score: now, value: 'survivor' });
          if (now > times.madeAfter) await survivor.ensureCurrent();
        });
        const started = await joinAt(time, 'T0AAAA');
        expect(started.current.workspaces).toEqual(before.workspaces);
        expect(await survivor.ensureCurrent()).toBe(false);
        // So each partition waits for what the survivor remembers of it.
        expect(await redis.other.keys(MARKERS)).toEqual([]);
      },
    );

    it('is a new one within seconds where nobody is heard, and its partitions count as new', async () => {
      let passed = 0;
      const time = createLeapingTime(async (now) => {
        passed = now;
      });
      const { current } = await joinAt(time, 'T0AAAA');
      expect(passed).toBe(4_000);
      expect(await redis.other.keys(MARKERS)).toHaveLength(current.partitions);
    });

    it('is a new one in the end where those that are heard make none, and its partitions count as emptied', async () => {
      let passed = 0;
      const time = createLeapingTime(async (now) => {
        passed = now;
        await redis.other.zAdd(REPLICAS_KEY, { score: now, value: 'survivor' });
      });
      await joinAt(time, 'T0AAAA');
      expect(passed).toBe(15_000);
      expect(await redis.other.keys(MARKERS)).toEqual([]);
    });
  });
});
