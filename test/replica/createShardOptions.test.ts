import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import type { EnsureOwned, Shards } from '../../src/chat/shards.ts';
import { createLog } from '../../src/log.ts';
import { connectReplica } from '../../src/replica/connectReplica.ts';
import { createShardOptions } from '../../src/replica/createShardOptions.ts';
import { Secrets } from '../../src/secrets.ts';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD } from '../chat/discord/double/payloads.ts';
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
