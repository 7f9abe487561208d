import { MINUTE } from '../../../src/duration.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { RedisServer } from '../../redis.ts';
import type { Figure, Group } from '../figure.ts';
import { createIdle, PER_MESSAGE, statusOf } from '../load/population.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const WATCHES = 100_000;
const TIMES = 3;

/** The number of watches whose check fell due while the bot was stopped. */
const OVERDUE = 500;

export const restart: Group = {
  name: 'restart',
  measures: 'how soon the first check is made after a start with 100,000 watches, on SQLite and on Redis',
  async run() {
    using folder = new TemporaryFolder();
    const watches = createIdle(WATCHES, Date.now()).map(makeOverdue);
    await warmUp(`sqlite:${folder.file('before.db')}`);
    const sqlite = await measure(`sqlite:${folder.file('store.db')}`, watches);
    await using redis = await RedisServer.start();
    await warmUp(`${redis.url}/1`);
    return [
      describe('sqlite', 'SQLite', sqlite),
      describe('redis', 'Redis', await measure(redis.url, watches)),
    ];
  },
};

/** All watches belong to the account that the environment configures. */
function makeOverdue(watch: SeededWatch, index: number): SeededWatch {
  const brand = { ...watch, account: 'brand' };
  return index < OVERDUE ? { ...brand, nextCheckAt: Date.now() - MINUTE } : brand;
}

/** Runs the bot once until it is ready, so that the measured starts find its compile cache. */
async function warmUp(storeUrl: string): Promise<void> {
  await using discord = await DiscordDouble.start({ judges: false });
  await using threads = await ThreadsServer.start({ statusOf });
  await using bot = startBot({ discord, threads, storeUrl });
  await bot.ready();
}

/** @returns for each start, the time from the start of the process to its first check; ms */
async function measure(storeUrl: string, watches: readonly SeededWatch[]): Promise<number[]> {
  await seedWatches(storeUrl, watches, PER_MESSAGE);
  await using discord = await DiscordDouble.start({ judges: false });
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const checked = Promise.withResolvers<number>();
    await using threads = await ThreadsServer.start({
      statusOf,
      onCheck: () => checked.resolve(performance.now()),
    });
    const startedAt = performance.now();
    await using bot = startBot({ discord, threads, storeUrl });
    bot.ended().then((code) => checked.reject(new Error(`the bot ended with ${code}`)), checked.reject);
    times.push((await checked.promise) - startedAt);
  }
  return times;
}

function describe(name: string, store: string, times: readonly number[]): Figure {
  return {
    name: `restart.${name}`,
    value: percentile(times, 0.5) / 1_000,
    unit: 's',
    how: `from the start of the process, with 100,000 watches in ${store}, to its first check; median of ${times.length}`,
  };
}
