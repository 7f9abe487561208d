import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { LayoutStore } from '../../src/cluster/layout/layoutStore.ts';
import { createLog } from '../../src/log.ts';
import { connectReplica } from '../../src/replica/connectReplica.ts';
import { Secrets } from '../../src/secrets.ts';
import { openStore } from '../../src/store/openStore.ts';
import { openStores } from '../../src/store/openStores.ts';
import { prefixOfPartition } from '../../src/store/partitions.ts';
import { createTokenCipher } from '../../src/tokens/cipher.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { BOT_TOKEN } from '../chat/discord/double/discordDouble.ts';
import { GUILD, OTHER_GUILD } from '../chat/discord/double/payloads.ts';
import { BotProcess, SOURCES } from '../support/botProcess.ts';
import { createLeapingTime } from '../support/leapingTime.ts';
import { useRedis } from '../support/useRedis.ts';

/** Node finds the package nowhere, as after `npm ci --omit=optional`. */
const WITHOUT_BULLMQ = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    next(name, name === 'bullmq' ? { ...context, parentURL: 'file:///elsewhere/index.js' } : context),
});`)}`;

const redis = useRedis();

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  CLUSTER: 'on',
  STORE_URL: redis.server.url,
  DISCORD_TOKEN: BOT_TOKEN,
  DISCORD_GUILD_IDS: `${GUILD},${OTHER_GUILD}`,
  ...more,
});

const account = (name: string, ...workspaces: readonly string[]) => ({
  name,
  token: `of-${name}`,
  workspaces,
});

/** Connects as a replica with these accounts, and leaves again. */
async function connect(...accounts: readonly ReturnType<typeof account>[]): Promise<void> {
  await connectWith({}, ...accounts);
}

async function connectWith(
  more: Readonly<Record<string, string>>,
  ...accounts: readonly ReturnType<typeof account>[]
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const config = readConfig(environment({ THREADS_ACCOUNTS: JSON.stringify(accounts), ...more }));
  await connectReplica(
    config,
    createLog({ level: 'silent', secrets: new Secrets(), destination: process.stdout }),
    opened,
    createLeapingTime(),
  );
}

it('a replica does not start on a store that no other can share', () => {
  expect(() =>
    readConfig({ ...environment(), STORE_URL: 'sqlite:./a.db', THREADS_ACCESS_TOKEN: 'a' }),
  ).toThrow('CLUSTER=on needs a Redis that all replicas share: set STORE_URL to it');
});

it('a replica does not start on a Redis that holds a single store, until that was moved into partitions', async () => {
  await redis.other.flushAll();
  const single = await openStore(redis.server.url);
  await single.lease({ onWait: expect.fail, onLost: () => undefined, onEmptied: () => undefined });
  await expect(connect(account('brand', GUILD))).rejects.toThrow(/uses the store in this Redis, .*Stop it/);
  await single.close();
  await redis.other.set('threadwatch:format::version', '{"value":{"version":2}}');
  await expect(connect(account('brand', GUILD))).rejects.toThrow(
    /^Redis holds a single store, which replicas can’t share\. Stop Threadwatch, and .*npm run -s store -- copy/,
  );
});

it('a single process does not start beside partitions, and does not call them empty', async () => {
  await redis.other.flushAll();
  await connect(account('brand', GUILD));
  const single = await openStore(redis.server.url);
  onTestFinished(() => single.close());
  const emptied: unknown[] = [];
  const leased = single.lease({
    onWait: expect.fail,
    onLost: () => undefined,
    onEmptied: (each) => void emptied.push(each),
  });
  await expect(leased).rejects.toThrow('This Redis holds the partitions of several replicas');
  expect(emptied).toEqual([]);
  await redis.other.flushAll();
  await single.lease({
    onWait: expect.fail,
    onLost: () => undefined,
    onEmptied: (each) => void emptied.push(each),
  });
  expect(emptied).toMatchObject([{ kind: 'maybe-new' }]);
});

it('a replica does not start where its accounts tie together what lies apart', async () => {
  await redis.other.flushAll();
  await connect(account('brand', GUILD), account('shop', OTHER_GUILD));
  await connect(account('brand', GUILD), account('shop', OTHER_GUILD));
  await expect(connect(account('brand', GUILD, OTHER_GUILD), account('shop', OTHER_GUILD))).rejects.toThrow(
    /^What belongs together by now lies in different partitions .*: accounts brand, shop; .*Stop all replicas, and run/,
  );
});

it('a replica does not start with another TOKEN_KEY than that of the stored tokens', async () => {
  const [right = '', wrong = ''] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  await redis.other.flushAll();
  const shop = account('shop', OTHER_GUILD);
  await connectWith({ TOKEN_KEY: wrong }, shop);
  const stores = await openStores(redis.server.url);
  onTestFinished(() => stores.close());
  const layout = await new LayoutStore(stores.connection).read();
  const prefix = prefixOfPartition(layout?.accounts.get('shop') ?? Number.NaN);
  await stores
    .open({ prefix })
    .collection('tokens', tokenRecordSchema)
    .set('shop', {
      version: 2,
      account: 'shop',
      origin: { kind: 'configured', hash: 'of-shop' },
      obtainedAt: 0,
      notified: [],
      secret: createTokenCipher([right]).encrypt('of-shop', 'shop'),
    });
  await connectWith({ TOKEN_KEY: right }, shop);
  await connectWith({ TOKEN_KEY: `${wrong},${right}` }, shop);
  const remedy = /^TOKEN_KEY: the stored token of account shop can't be decrypted: .*Set the key that it was/;
  await expect(connectWith({ TOKEN_KEY: wrong }, shop)).rejects.toThrow(remedy);
  await expect(connectWith({}, shop)).rejects.toThrow(remedy);
});

it('a replica without bullmq ends, and says how to install it', async () => {
  const bot = new BotProcess(environment(), undefined, ['--import', WITHOUT_BULLMQ, ...SOURCES]);
  onTestFinished(() => bot[Symbol.asyncDispose]());
  bot.start();
  expect(await bot.ended()).toBe(1);
  expect(bot.errors).toEqual([
    "Threadwatch can't start: CLUSTER=on needs the package bullmq, which is not installed here. In the folder of Threadwatch, run npm ci without --omit=optional, and start again; or remove CLUSTER, and one process runs on its own",
  ]);
});
