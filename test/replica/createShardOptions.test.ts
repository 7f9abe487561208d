import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import type { EnsureOwned, Shards } from '../../src/chat/shards.ts';
import { createLog } from '../../src/log.ts';
import { connectReplica } from '../../src/replica/connectReplica.ts';
import { createShardOptions } from '../../src/replica/createShardOptions.ts';
import { Secrets } from '../../src/secrets.ts';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
import { ChangeSignal } from '../support/changeSignal.ts';
import { createLeapingTime } from '../support/leapingTime.ts';
import { useRedis } from '../support/useRedis.ts';

const redis = useRedis();

/** The only shard of a bot, which is to be opened once and left once. */
function expectShard() {
  const opened = Promise.withResolvers<EnsureOwned | undefined>();
  const left = Promise.withResolvers<'closed' | 'abandoned'>();
  const shards: Shards = {
    count: async () => 1,
    open: async (_shard, ensureOwned) => opened.resolve(ensureOwned),
    close: async () => left.resolve('closed'),
    abandon: async () => left.resolve('abandoned'),
    owned: [],
  };
  return { shards, opened: opened.promise, left: left.promise };
}

/** The connections of a replica that knows how many there are to be. */
function collectShards(count: number, changes: ChangeSignal) {
  const open = new Set<number>();
  const close = async (id: number): Promise<void> => {
    open.delete(id);
    changes.notify();
  };
  const shards: Shards = {
    count: async () => count,
    open: async ({ id }) => {
      open.add(id);
      changes.notify();
    },
    close,
    abandon: close,
    owned: [],
  };
  return { shards, open };
}

async function createOptions() {
  const opened = new AsyncDisposableStack();
  onTestFinished(() => opened.disposeAsync());
  const config = readConfig({
    CLUSTER: 'on',
    STORE_URL: redis.server.url,
    DISCORD_TOKEN: BOT_TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    THREADS_ACCESS_TOKEN: 'a',
  });
  const log = createLog({ level: 'silent', secrets: new Secrets(), destination: process.stdout });
  const connections = await connectReplica(config, log, opened, createLeapingTime());
  await connections.members.share();
  return createShardOptions({
    connections,
    log,
    fail: (error) => expect.fail(String(error)),
    onOwning: (handOver) => opened.defer(handOver),
  });
}

it('a shard may connect while its lease is held, and not any more once it was lost', async () => {
  const { openShards } = await createOptions();
  const { shards, opened, left } = expectShard();
  await openShards(shards);
  const ensureOwned = await opened;
  await expect(ensureOwned?.()).resolves.toBeUndefined();
  await redis.other.flushAll();
  await expect(left).resolves.toBe('abandoned');
  await expect(ensureOwned?.()).rejects.toThrow();
});

it('each number of shards is complete, while some replicas know another one and some none', async () => {
  const changes = new ChangeSignal();
  const knows = (count: number) => collectShards(count, changes);
  const [ofTwo, ofThree, alsoOfThree] = [knows(2), knows(3), knows(3)];
  await createOptions();
  for (const { shards } of [ofTwo, ofThree, alsoOfThree]) {
    const { openShards } = await createOptions();
    await openShards(shards);
  }
  await changes.until(() => (ofTwo.open.size === 2 && alsoOfThree.open.size === 1 ? true : undefined));
  await changes.until(() => (ofThree.open.size === 2 ? true : undefined));
  expect([...ofThree.open, ...alsoOfThree.open].sort()).toEqual([0, 1, 2]);
});
