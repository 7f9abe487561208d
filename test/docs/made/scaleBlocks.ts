import { readFileSync } from 'node:fs';
import { DEFAULT_PARTITIONS } from '../../../src/store/partitions.ts';
import { HABITS } from '../../bench/scale/habits.ts';
import { findMost, LIMITS } from '../../bench/scale/limits.ts';
import { type Costs, type Load, reckonLoad } from '../../bench/scale/scale.ts';
import type { Blocks } from './fillBlocks.ts';
import { markdownTable } from './markdownTable.ts';

const ACCOUNTS = [100, 1_000, 10_000, 100_000, 1_000_000];

const COLUMNS: readonly (readonly [title: string, read: (load: Load) => number])[] = [
  ['checks/s', ({ checksPerSecond }) => checksPerSecond],
  ['quota readings/s', ({ readingsPerSecond }) => readingsPerSecond],
  ['messages/s', ({ messagesPerSecond }) => messagesPerSecond],
  ['cores of all replicas', ({ cores }) => cores],
  ['core of the fullest partition', ({ fullestPartition }) => fullestPartition],
  ['core of Redis', ({ redis }) => redis],
  ['GB of Redis', ({ redisGigabytes }) => redisGigabytes],
  ['GB of watches in all replicas', ({ replicaGigabytes }) => replicaGigabytes],
  ['seconds to look through the keys', ({ scanSeconds }) => scanSeconds],
];

/** What follows from the figures of a run of the benchmark for a cluster of any size. */
export const scaleBlocks: Blocks = new Map([
  ['costs', describeCosts],
  ['habits', describeHabits],
  ['load', describeLoad],
  ['limits', describeLimits],
]);

const FIGURES = [
  ['cluster.check.cpu', 'a check, or a reading of a quota: processor time of a replica'],
  ['cluster.command.cpu', 'a command: processor time of all replicas'],
  ['cluster.message.cpu', 'a message: processor time of a replica'],
  ['cluster.idle.share', 'all 16 partitions while nothing is due'],
  ['cluster.redis.cpu', 'a check: processor time of Redis'],
  ['cluster.command.redis.cpu', 'a command: processor time of Redis'],
  ['cluster.message.redis.cpu', 'a message: processor time of Redis'],
  ['cluster.redis.idle', 'Redis while nothing is due'],
  ['cluster.redis.bytes', 'a watch with its message: memory of Redis'],
  ['cluster.rss', 'a replica before its first check: memory'],
  ['bytes_per_watch', 'a watch: memory of its replica'],
  ['cluster.scan', 'keys that are passed over when a partition is opened'],
] as const;

type FigureName = (typeof FIGURES)[number][0];

function describeCosts(): string {
  const page = readFileSync('docs/bench.md', 'utf8');
  return markdownTable(
    ['what', 'figure'],
    FIGURES.map(([name, what]) => {
      const { value, unit } = readFigure(page, name);
      return [what, `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ${unit}`];
    }),
  );
}

function describeHabits(): string {
  return markdownTable(
    ['of an account', 'taken as'],
    [
      ['containers in a day', HABITS.containersPerDay],
      ['checks of a container', HABITS.checksPerContainer],
      ['time for which a container is watched, on average', `${HABITS.hoursWatched} h`],
      ['messages that are posted or edited for a container', HABITS.messagesPerContainer],
      ['of these, those that are edited', HABITS.editsPerContainer],
      ['commands and presses of buttons in a day', HABITS.commandsPerDay],
      ['readings of the quotas in a day', HABITS.readingsPerDay],
      ['the busiest hour, in average hours', HABITS.peak],
    ].map((row) => row.map(String)),
  );
}

function describeLoad(): string {
  const costs = readCosts();
  const table = markdownTable(
    ['accounts', ...COLUMNS.map(([title]) => title)],
    ACCOUNTS.map((accounts) => {
      const load = reckonLoad({ accounts, partitions: DEFAULT_PARTITIONS }, HABITS, costs);
      return [accounts.toLocaleString('en'), ...COLUMNS.map(([, read]) => write(read(load)))];
    }),
  );
  const megabytes = readFigure(readFileSync('docs/bench.md', 'utf8'), 'cluster.rss').value;
  return `${table.trim()}\n\nWithout its watches, each replica takes ${write(megabytes / 1_000)} GB.`;
}

function describeLimits(): string {
  const costs = readCosts();
  const rows = LIMITS.map((limit) => ({
    ...limit,
    accounts: findMost(limit, DEFAULT_PARTITIONS, HABITS, costs),
  }));
  return markdownTable(
    ['accounts', 'what gives out', 'what to do next'],
    rows
      .toSorted((a, b) => a.accounts - b.accounts)
      .map(({ accounts, part, next }) => [
        accounts === Number.POSITIVE_INFINITY ? 'any number' : accounts.toLocaleString('en'),
        part,
        next,
      ]),
  );
}

function readCosts(): Costs {
  const page = readFileSync('docs/bench.md', 'utf8');
  const read = (name: FigureName): number => readFigure(page, name).value;
  return {
    checkMs: read('cluster.check.cpu'),
    commandMs: read('cluster.command.cpu'),
    messageMs: read('cluster.message.cpu'),
    idleShare: read('cluster.idle.share'),
    redisMs: {
      check: read('cluster.redis.cpu'),
      command: read('cluster.command.redis.cpu'),
      message: read('cluster.message.redis.cpu'),
    },
    redisIdleShare: read('cluster.redis.idle'),
    redisBytes: read('cluster.redis.bytes'),
    replicaBytes: read('bytes_per_watch'),
    keysPerSecond: read('cluster.scan'),
  };
}

/** @throws {Error} where no table of the page has a value for it */
function readFigure(page: string, name: FigureName): { readonly value: number; readonly unit: string } {
  for (const line of page.split('\n')) {
    if (!line.startsWith(`| \`${name}\` `)) continue;
    const [, , text = '', unit = ''] = line.split('|').map((cell) => cell.trim());
    const value = Number(text.replaceAll(',', ''));
    if (text !== '' && !Number.isNaN(value)) return { value, unit };
  }
  throw new Error(`docs/bench.md has no figure ${name}.`);
}

function write(value: number): string {
  if (value > 0 && value < 0.01) return '< 0.01';
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
