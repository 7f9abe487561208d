import { MINUTE } from '../../../src/duration.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { RedisServer } from '../../redis.ts';
import type { Figure, Group } from '../figure.ts';
import { createDelayed, PER_MESSAGE, show } from '../load/population.ts';
import { percentile } from '../support/percentile.ts';
import { type SeededWatch, seedWatches } from '../support/seedWatches.ts';
import { startBot } from '../support/startBot.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const WATCHES = 100_000;
const TIMES = 3;

/** Of all watches, those whose check fell due while the bot was away. */
const OVERDUE = 500;

export const restart: Group = {
  name: 'restart',
  measures: 'how soon the first check is made after a start with 100,000 watches, from SQLite and from Redis',
  async run() {
    using folder = new TemporaryFolder();
    const watches = createDelayed(WATCHES, Date.now()).map(fallDue);
    await workOnce(`sqlite:${folder.file('before.db')}`);
    const sqlite = await measure(`sqlite:${folder.file('store.db')}`, watches);
    await using redis = await RedisServer.start();
    await workOnce(`${redis.url}/1`);
    return [
      describe('sqlite', 'SQLite', sqlite),
      describe('redis', 'Redis', await measure(redis.url, watches)),
    ];
  },
};

/** Account names are those of the single account that the environment configures. */
function fallDue(watch: SeededWatch, index: number): SeededWatch {
  const brand = { ...watch, account: 'brand' };
  return index < OVERDUE ? { ...brand, nextCheckAt: Date.now() - MINUTE } : brand;
}

/** What is measured starts again: it has been ready here before, and left its compiled program. */
async function workOnce(storeUrl: string): Promise<void> {
  await using discord = await DiscordDouble.start({ judges: false });
  await using threads = await ThreadsServer.start({ show });
  await using bot = startBot({ discord, threads, storeUrl });
  await bot.ready();
}

/** @returns from the start of the process to the first check with Threads, ms, each time */
async function measure(storeUrl: string, watches: readonly SeededWatch[]): Promise<number[]> {
  await seedWatches(storeUrl, watches, PER_MESSAGE);
  await using discord = await DiscordDouble.start({ judges: false });
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const checked = Promise.withResolvers<number>();
    await using threads = await ThreadsServer.start({
      show,
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
    how: `from the start of the process, with 100,000 watches in ${store}, to its first check with Threads; median of ${times.length}`,
  };
}
