import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { LayoutStore } from '../../src/cluster/layout/layoutStore.ts';
import { SharedLayout } from '../../src/replica/sharedLayout.ts';
import { openStores } from '../../src/store/openStores.ts';
import { useRedis } from '../support/useRedis.ts';

describe('the layout as a replica knows it', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushAll();
  });

  /** A replica on which these workspaces may use one account each. */
  async function join(...workspaces: readonly string[]): Promise<SharedLayout> {
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
    return SharedLayout.join(new LayoutStore(stores.connection), config, { warn: () => undefined });
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
    await redis.other.flushAll();
    const stores = await openStores(redis.server.url);
    onTestFinished(() => stores.close());
    const bound = { accounts: [{ name: 'of-t0aaaa', workspaces: ['T0AAAA'] }], workspaces: [] };
    await new LayoutStore(stores.connection).join(bound, { partitions: 5, storeVersion: 2 });
    await expect(one.ensureCurrent()).rejects.toMatchObject({
      code: 'moved',
      message: expect.stringContaining('placed anew while this replica ran'),
    });
  });
});
