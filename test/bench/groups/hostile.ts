import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { z } from 'zod';
import { commandTable } from '../../../commands/table.ts';
import { SECOND } from '../../../src/duration.ts';
import { hostileText } from '../../hostile/hostileTexts.ts';
import type { Figure, Group } from '../figure.ts';
import { Child } from '../support/child.ts';
import { createRandom } from '../support/random.ts';
import { ThreadsServer } from '../support/threadsServer.ts';

const PER_MINUTE = 20_000;
const INTERVAL = 60_000 / PER_MINUTE;
/** After it all code is compiled, and the memory of what people asked is filled. */
const WARM_UP = 8 * SECOND;
const MEASURED = 20 * SECOND;
const PEOPLE = 20;
/** Made once, and sent again and again: making them takes longer than reading them. */
const TEXTS = 600;
/** Most lines are short, as a flood of them is. */
const LENGTHS = [20, 200, 2_000, 20_000];
const SEED = 20_000;

const BOT = new URL('../hostile/hostileBot.ts', import.meta.url);

const measuredSchema = z.object({
  answered: z.number(),
  p99: z.number(),
  max: z.number(),
  heap: z.number(),
});

export const hostile: Group = {
  name: 'hostile',
  measures: 'how long 20,000 hostile lines a minute hold up the program, and what they leave in memory',
  run: measureHostile,
};

async function measureHostile(): Promise<readonly Figure[]> {
  let calls = 0;
  await using threads = await ThreadsServer.start({
    statusOf: () => ({ status: 'IN_PROGRESS' }),
    onCheck: () => {
      calls += 1;
    },
  });
  await using bot = new Child(BOT, { THREADS_URL: threads.url });
  await bot.receive();
  const random = createRandom(SEED);
  const lines = createLines(random);
  await send(bot, lines, WARM_UP, random);
  const before = await measure(bot);
  const sent = await send(bot, lines, MEASURED, random);
  const after = await measure(bot);
  const how = `${PER_MINUTE.toLocaleString('en-US')} lines a minute of ${LENGTHS[0]} to ${LENGTHS.at(-1)?.toLocaleString('en-US')} hostile characters, of ${PEOPLE} people, for ${MEASURED / SECOND} s`;
  return [
    { name: 'hostile.delay.p99', value: after.p99, unit: 'ms', how: `delay of the event loop: ${how}` },
    { name: 'hostile.delay.max', value: after.max, unit: 'ms', how: 'the longest of these delays' },
    {
      name: 'hostile.unanswered',
      value: sent - after.answered,
      unit: 'lines',
      how: 'lines of these that had no answer when the last was sent and read',
    },
    {
      name: 'hostile.heap',
      value: Math.max(0, after.heap - before.heap) / 1_048_576,
      unit: 'MiB',
      how: 'what the heap grew by meanwhile, after garbage collections',
    },
    {
      name: 'hostile.calls',
      value: calls / PEOPLE,
      unit: 'calls',
      how: `status calls that a person cost in all, in ${(WARM_UP + MEASURED) / SECOND} s: sixty questions, and one a minute`,
    },
  ];
}

/** Lines of every command, of garbage alone, and with ids that nobody knows: those cost calls. */
function createLines(random: () => number): string[] {
  const texts = fc.sample(hostileText, { numRuns: TEXTS, seed: SEED });
  return texts.map((words, index) => {
    const { name } = commandTable[index % commandTable.length] ?? { name: '' };
    const cut = words.slice(0, LENGTHS[index % LENGTHS.length]);
    const id = String(Math.floor(17_900_000_000_000_000 + random() * 1_000_000_000));
    if (index % 3 === 0) return `status ${id}`;
    return index % 3 === 1 ? `${name} ${cut}`.slice(0, 20_000) : cut;
  });
}

/** @returns how many lines were sent */
async function send(
  bot: Child,
  lines: readonly string[],
  duration: number,
  random: () => number,
): Promise<number> {
  const startedAt = performance.now();
  const count = Math.floor(duration / INTERVAL);
  for (let index = 0; index < count; index += 1) {
    const wait = startedAt + index * INTERVAL - performance.now();
    if (wait > 1) await delay(wait);
    const text = lines[Math.floor(random() * lines.length)] ?? '';
    bot.send({ kind: 'line', person: `U0EVE${index % PEOPLE}`, text });
  }
  return count;
}

async function measure(bot: Child): Promise<z.infer<typeof measuredSchema>> {
  // The last answers may wait for calls that are under way.
  await delay(SECOND);
  bot.send({ kind: 'measure' });
  return measuredSchema.parse(await bot.receive());
}
