import { setTimeout as delay } from 'node:timers/promises';
import type { Figure, Group } from '../figure.ts';
import { type BotMessage, parseBotMessage } from '../load/botMessage.ts';
import {
  createActive,
  createIdle,
  PER_MESSAGE,
  ROUND_INTERVAL,
  ROUNDS,
  statusOf,
} from '../load/population.ts';
import { Child } from '../support/child.ts';
import { percentile } from '../support/percentile.ts';
import { seedWatches } from '../support/seedWatches.ts';
import { TemporaryFolder } from '../support/temporaryFolder.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const IDLE = 100_000;
const ACTIVE = 10_000;
const EMPTY_ROUNDS = 50;

/** In ms: the first round makes all overdue checks; after this time the load is steady. */
const SETTLE = 6_000;
const STEADY = 10_000;

const BOT = new URL('../load/bot.ts', import.meta.url);

type Usage = Extract<BotMessage, { kind: 'usage' }>;

export const load: Group = {
  name: 'load',
  measures: 'CPU, memory and the cost of a round with 100,000 idle and 10,000 active watches',
  async run() {
    using folder = new TemporaryFolder();
    let checks = 0;
    await using threads = await ThreadsServer.start({
      statusOf,
      onCheck: () => {
        checks += 1;
      },
    });
    const storeUrl = `sqlite:${folder.file('store.db')}`;
    const env = { STORE_URL: storeUrl, THREADS_URL: threads.url };
    const empty = await measureMemory({ ...env, STORE_URL: `sqlite:${folder.file('empty.db')}` });
    const now = Date.now();
    await seedWatches(storeUrl, createIdle(IDLE, now), PER_MESSAGE);
    const { rss, rounds } = await measureRounds(env, now);
    await seedWatches(storeUrl, createActive(ACTIVE, Date.now()), PER_MESSAGE);
    const { share, checksPerSecond } = await measureSteadyState(env, () => checks);
    return [
      {
        name: 'cpu.share',
        value: share,
        unit: 'share of a core',
        how: `CPU time over ${STEADY / 1_000} s: 100,000 idle and 10,000 active watches, ${Math.round(checksPerSecond)} checks a second, SQLite; the bot alone`,
      },
      {
        name: 'bytes_per_watch',
        value: (rss - empty) / IDLE,
        unit: 'B',
        how: `resident memory per watch: with 100,000 idle watches, less that with none, after a garbage collection`,
      },
      ...rounds,
    ];
  },
};

async function measureMemory(env: Readonly<Record<string, string>>): Promise<number> {
  await using bot = new Child(BOT, env);
  parseBotMessage(await bot.receive(), 'loaded');
  return (await request(bot, 'memory')).rss;
}

/** Measures memory first, because a round allocates some. */
async function measureRounds(env: Readonly<Record<string, string>>, now: number) {
  await using bot = new Child(BOT, env);
  parseBotMessage(await bot.receive(), 'loaded');
  const { rss } = await request(bot, 'memory');
  const empty: Usage[] = [];
  for (let count = 0; count < EMPTY_ROUNDS; count += 1) empty.push(await request(bot, 'round 0'));
  const rounds = describeRounds(0, empty);
  for (const { due, times, ahead } of ROUNDS) {
    const usages: Usage[] = [];
    for (let time = 0; time < times; time += 1)
      usages.push(await request(bot, `round ${now + ahead + time * ROUND_INTERVAL - Date.now()}`));
    rounds.push(...describeRounds(due, usages));
  }
  return { rss, rounds };
}

function describeRounds(due: number, usages: readonly Usage[]): Figure[] {
  const checks = `a round with ${due.toLocaleString('en-US')} checks due among 100,000 watches`;
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  return [
    {
      name: `round.${due}`,
      value: median(usages.map(({ cpu }) => cpu)),
      unit: 'ms',
      how: `CPU time of ${checks}, median of ${usages.length}`,
    },
    {
      name: `round.${due}[wall]`,
      value: median(usages.map(({ wall }) => wall)),
      unit: 'ms',
      how: `the same as elapsed time, with Threads on the same machine`,
    },
  ];
}

async function measureSteadyState(env: Readonly<Record<string, string>>, countChecks: () => number) {
  await using bot = new Child(BOT, env);
  parseBotMessage(await bot.receive(), 'loaded');
  bot.send('run');
  await delay(SETTLE);
  // No forced garbage collection here, because it would count as work of the bot.
  const [before, checksBefore] = [await request(bot, 'usage'), countChecks()];
  await delay(STEADY);
  const [after, checksAfter] = [await request(bot, 'usage'), countChecks()];
  const elapsed = after.wall - before.wall;
  return {
    share: (after.cpu - before.cpu) / elapsed,
    checksPerSecond: ((checksAfter - checksBefore) * 1_000) / elapsed,
  };
}

async function request(bot: Child, order: string): Promise<Usage> {
  bot.send(order);
  return parseBotMessage(await bot.receive(), 'usage');
}
