import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../../src/app/config.ts';
import { createRecords } from '../../../src/app/core/createRecords.ts';
import { openClusterForReading } from '../../../src/app/doctor/examineCluster.ts';
import { systemClock } from '../../../src/clock.ts';
import { ClusterRedis } from '../../../src/cluster/clusterRedis.ts';
import { Forwarder } from '../../../src/cluster/forward/forwarder.ts';
import { assign, choosePartition } from '../../../src/cluster/layout/assign.ts';
import { type Bindings, findComponents } from '../../../src/cluster/layout/findComponents.ts';
import { toLayoutRecord } from '../../../src/cluster/layout/layoutStore.ts';
import { MINUTE } from '../../../src/duration.ts';
import { LAYOUT_KEY, writeLayout } from '../../../src/store/layoutRecord.ts';
import { openStores, type Stores } from '../../../src/store/openStores.ts';
import { prefixOfPartition } from '../../../src/store/partitions.ts';
import { GUILD } from '../../chat/discord/double/payloads.ts';
import { LONG, RealCluster } from '../../cluster/realReplica.ts';
import { channelRef } from '../../support/story.ts';
import { useRedis } from '../../support/useRedis.ts';
import { ACCOUNT, beginSetUp, KEY } from './setUp.ts';

/** What the environment of a set-up binds. */
const BOUND: Bindings = { accounts: [{ name: 'default', workspaces: [GUILD] }], workspaces: [GUILD] };

/** A workspace that a layout of two partitions places there. */
function findWorkspaceIn(partition: number): string {
  const names = Array.from({ length: 64 }, (_, each) => `T${each}`);
  return names.find((name) => choosePartition({ accounts: [], workspaces: [name] }, 2) === partition) ?? '';
}

describe('with CLUSTER=on', () => {
  const redis = useRedis();

  // The Redis of the tests keeps nothing on a disk, which is a fault of its own.
  beforeAll(async () => void (await redis.other.configSet('save', '3600 1')));
  afterAll(async () => void (await redis.other.configSet('save', '')));

  async function open(): Promise<Stores> {
    const stores = await openStores(redis.server.url);
    onTestFinished(() => stores.close());
    return stores;
  }

  /** An empty Redis, or one with a layout of two partitions. */
  async function begin(bindings?: Bindings) {
    await redis.other.flushAll();
    const setUp = await beginSetUp();
    const environment = { CLUSTER: 'on', STORE_URL: redis.server.url };
    if (bindings !== undefined) {
      const layout = { ...assign(findComponents(bindings), 2), partitions: 2, id: 'made' };
      await redis.other.set(LAYOUT_KEY, writeLayout(toLayoutRecord(layout, 2)));
    }
    return {
      setUp,
      run: (broken: Readonly<Record<string, string>> = {}) => setUp.run({ ...environment, ...broken }),
    };
  }

  const join = (name: string, cluster: RealCluster) => cluster.join(name, redis.server.url);

  it('an empty Redis is one in which the first replica makes the partitions', async () => {
    const { run } = await begin();
    const { output, code } = await run();
    expect(output).toContain('✅ There are no partitions yet; the first replica makes them');
    expect(output).not.toContain('replica runs');
    expect(code).toBe(0);
    expect(await redis.other.keys('*')).toEqual([]);
  });

  it('two replicas are seen, and that each partition has an owner', async () => {
    const { run } = await begin(BOUND);
    const cluster = new RealCluster({ count: 2, lockMs: LONG });
    await join('a', cluster);
    await join('b', cluster);
    await cluster.untilOwned('a 0', 'b 1');
    const { output, code } = await run();
    for (const line of [
      '✅ The layout in Redis fits what is set here: 1 account and 1 workspace are in 1 of 2 partitions',
      '✅ 2 replicas run',
      '✅ Each of the 2 partitions has an owner',
      '✅ No request waits for the owner of its partition',
    ])
      expect(output).toContain(line);
    expect(output).not.toContain('Redis holds no records');
    expect(code).toBe(0);
  });

  it('that none runs is advice, and so is what waits for one', async () => {
    const { run } = await begin(BOUND);
    const lines = { info: () => undefined, warn: () => undefined };
    const cluster = await ClusterRedis.open(redis.server.url, { log: lines });
    const forwarder = await Forwarder.start(cluster, { now: () => Date.now() - MINUTE });
    for (const id of ['1', '2'])
      await forwarder.forward(1, { kind: 'slack', id, body: {}, validForMs: 15 * MINUTE });
    await forwarder.close();
    await cluster.close();
    const { output, code } = await run();
    expect(output).toContain('⚠️ No replica runs, so nothing is checked and nobody is answered');
    expect(output).toMatch(/⚠️ 2 requests wait for the owner of partition 1, the oldest for (\d\d s|1 min)/);
    expect(output).not.toContain('❌');
    expect(code).toBe(0);
  });

  it('a partition that nobody owns is a fault, once it is not on its way to another owner', async () => {
    const workspace = findWorkspaceIn(1);
    const accounts = [{ name: 'club', token: ACCOUNT.token, workspaces: [workspace] }];
    const { setUp } = await begin({ accounts, workspaces: [] });
    // It runs the first partition, and knows of no other one.
    const cluster = new RealCluster({ count: 1, lockMs: LONG });
    await join('a', cluster);
    await cluster.untilOwned('a 0');
    const config = readConfig({
      ...setUp.environment,
      CLUSTER: 'on',
      STORE_URL: redis.server.url,
      THREADS_ACCESS_TOKEN: '',
      THREADS_ACCOUNTS: JSON.stringify(accounts),
    });
    let waited = 0;
    const { store, findings } = await openClusterForReading(config, Date.now(), async () => {
      waited += 1;
    });
    await store.close();
    expect(waited).toBe(1);
    const faults = findings.filter(({ grade }) => grade === 'fault').map(({ words }) => words.join(''));
    expect(faults).toEqual([
      `No replica owns partition 1 of 2. Nobody serves account club; workspace ${workspace}. Look in the log of each replica for “This replica could not run partition”: the reason follows`,
    ]);
  });

  it('what is bound together and lies apart is a fault, with the command that mends it', async () => {
    const apart = [0, 1].map(findWorkspaceIn);
    const { run } = await begin({ accounts: [], workspaces: apart });
    const accounts = [{ name: 'club', token: ACCOUNT.token, workspaces: apart }];
    const { output, code } = await run({
      THREADS_ACCESS_TOKEN: '',
      THREADS_ACCOUNTS: JSON.stringify(accounts),
    });
    expect(output).toMatch(
      /❌ No replica starts with what is set here\. What belongs together by now lies in different partitions .*copy --from <this Redis> --to <this Redis> --partitions 2/,
    );
    expect(code).toBe(1);
  });

  it('a single store in that Redis is a fault, with the command that moves it', async () => {
    const { run } = await begin();
    await redis.other.set('threadwatch:format::version', '{"value":{"version":2}}');
    const { output, code } = await run();
    expect(output).toMatch(/❌ .*Redis holds a single store.*--partitions 16/);
    expect(code).toBe(1);
  });

  it('without CLUSTER=on, the partitions in that Redis are a fault', async () => {
    const { run } = await begin(BOUND);
    const { output, code } = await run({ CLUSTER: '' });
    expect(output).toMatch(/❌ This Redis holds the partitions of several replicas.*Set CLUSTER=on/);
    expect(output).not.toContain('Redis holds no records');
    expect(code).toBe(1);
  });

  it('messages, channels and tokens are examined in all partitions', async () => {
    const { run } = await begin(BOUND);
    const stores = await open();
    const now = Date.now();
    const content = { kind: 'quota-alerts', account: 'default', by: 'ann' } as const;
    const refused = { isToldThere: true, code: '1', reason: 'a harmful link', at: now } as const;
    const of = (partition: number) =>
      createRecords(stores.open({ prefix: prefixOfPartition(partition) }), () => undefined, {
        clock: systemClock,
      });
    await of(0).deadLetters.add(
      [{ version: 2, id: 'n1', channel: channelRef('c1'), content, ...refused }],
      now,
    );
    await of(1).unreachableChannels.add({
      version: 2,
      channel: channelRef('c2'),
      reason: 'the channel is gone',
      at: now,
      containers: 2,
      accounts: [],
    });
    await stores
      .open({ prefix: prefixOfPartition(1) })
      .collection('tokens', z.unknown())
      .set('default', { version: 9 });
    const { output } = await run({ TOKEN_KEY: KEY });
    expect(output).toMatch(/⚠️ Channel c1: a message about quota-alerts was refused and set aside/);
    expect(output).toMatch(/⚠️ Channel c2 lost its 2 watches .*the channel is gone/);
    expect(output).toContain('default: its stored token record can’t be read'.replace('’', "'"));
  });
});
