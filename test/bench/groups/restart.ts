import { MINUTE } from '../../../src/duration.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { RedisServer } from '../../redis.ts';
import type { Figure, Group } from '../figure.ts';
import { createIdle, PER_MESSAGE, statusOf } from '../load/population.ts';
import { build } from '../support/build.ts';
import { Child } from '../support/child.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const WATCHES = 100_000;
const TIMES = 3;

/** The number of watches whose check fell due while the bot was stopped. */
const OVERDUE = 500;

const RAW_READ = new URL('../bare/rawRead.ts', import.meta.url);

/** In ms. */
interface Times {
  readonly ours: readonly number[];
  readonly rawReads: readonly number[];
}

export const restart: Group = {
  name: 'restart',
  measures:
    'how soon the first check is made after a start with 100,000 watches, on SQLite and on Redis, beside a raw read',
  async run() {
    using folder = new TemporaryFolder();
    const watches = createIdle(WATCHES, Date.now()).map(makeOverdue);
    const program = build();
    await warmUp(program, `sqlite:${folder.file('before.db')}`);
    const sqlite = await measure(program, `sqlite:${folder.file('store.db')}`, watches);
    await using redis = await RedisServer.start();
    await warmUp(program, `${redis.url}/1`);
    const onRedis = await measure(program, redis.url, watches);
    return [...describe('sqlite', 'SQLite', sqlite), ...describe('redis', 'Redis', onRedis)];
  },
};

/** All watches belong to the account that the environment configures. */
function makeOverdue(watch: SeededWatch, index: number): SeededWatch {
  const brand = { ...watch, account: 'brand' };
  return index < OVERDUE ? { ...brand, nextCheckAt: Date.now() - MINUTE } : brand;
}

/** Runs the bot once until it is ready, so that the measured starts find its compile cache. */
async function warmUp(program: readonly string[], storeUrl: string): Promise<void> {
  await using discord = await DiscordDouble.start({ judges: false });
  await using threads = await ThreadsServer.start({ statusOf });
  await using bot = startBot({ discord, threads, storeUrl, program });
  await bot.ready();
}

/** Starts the bot and the raw read in turn, so that a machine that gets slower slows both. */
async function measure(
  program: readonly string[],
  storeUrl: string,
  watches: readonly SeededWatch[],
): Promise<Times> {
  await seedWatches(storeUrl, watches, PER_MESSAGE);
  using cache = new TemporaryFolder();
  await readRaw(storeUrl, cache.path);
  const ours: number[] = [];
  const rawReads: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    rawReads.push(await readRaw(storeUrl, cache.path));
    ours.push(await startUntilCheck(program, storeUrl));
  }
  return { ours, rawReads };
}

/** From the start of the process to its first check. */
async function startUntilCheck(program: readonly string[], storeUrl: string): Promise<number> {
  await using discord = await DiscordDouble.start({ judges: false });
  const checked = Promise.withResolvers<number>();
  await using threads = await ThreadsServer.start({
    statusOf,
    onCheck: () => checked.resolve(performance.now()),
  });
  const startedAt = performance.now();
  await using bot = startBot({ discord, threads, storeUrl, program });
  bot.ended().then((code) => checked.reject(new Error(`the bot ended with ${code}`)), checked.reject);
  return (await checked.promise) - startedAt;
}

/** From the start of a process that does nothing else until it has read and parsed all records. */
async function readRaw(storeUrl: string, cache: string): Promise<number> {
  const startedAt = performance.now();
  await using reader = new Child(RAW_READ, { STORE_URL: storeUrl, NODE_COMPILE_CACHE: cache });
  await reader.receive();
  return performance.now() - startedAt;
}

function describe(name: string, store: string, { ours, rawReads }: Times): Figure[] {
  const median = (times: readonly number[]): number => percentile(times, 0.5) / 1_000;
  return [
    {
      name: `restart.${name}`,
      value: median(ours),
      unit: 's',
      how: `from the start of the process, of the built bot, with 100,000 watches in ${store}, to its first check; median of ${TIMES}`,
    },
    {
      name: `restart.${name}[raw read]`,
      value: median(rawReads),
      unit: 's',
      how: `a process that only reads the same records with ${store}'s driver, and parses each as JSON`,
    },
    {
      name: `restart.${name}.ratio`,
      value: median(ours) / median(rawReads),
      unit: 'times',
      how: 'the first by the second; they are started in turn',
    },
  ];
}
