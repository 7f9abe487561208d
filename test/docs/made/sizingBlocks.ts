import { readFileSync } from 'node:fs';
import { HOOK_LIMITS, WATCH_LIMITS, type WatchScope } from '../../../src/watches/watchLimits.ts';
import type { Blocks } from './fillBlocks.ts';
import { markdownTable } from './markdownTable.ts';

const FIGURES = [
  ['rss.idle', 'memory with Discord and Slack connected and nothing watched'],
  ['bytes_per_watch', 'memory for each further watch'],
  ['cpu.share', 'processor with 100,000 idle and 10,000 new watches of 20 accounts'],
  ['ready', 'from the start of the process until it is connected'],
  ['restart.sqlite', 'the same with 100,000 watches in SQLite, until the first check'],
  ['restart.redis', 'the same with Redis'],
  ['checks.mean', 'calls to Threads for each container'],
  ['checks.max', 'calls to Threads for one container, at most'],
  ['dwell.p99', 'from the answer of Threads to the alert in the channel, for 99 of 100'],
  ['burst.messages', 'messages in a channel of which 1,000 posts fail at once'],
] as const;

/** The figures of a run of the benchmark that tell how large a machine has to be, and how much can be watched. */
export const sizingBlocks: Blocks = new Map([
  ['sizing', describeFigures],
  ['watches', describeLimits],
]);

function describeLimits(): string {
  const scopes: readonly WatchScope[] = ['person', 'channel', 'workspace'];
  const write = (limit: number): string =>
    limit === Number.POSITIVE_INFINITY ? 'any number' : limit.toLocaleString('en');
  return markdownTable(
    ['watches at a time', 'that people began', 'that hooks began'],
    scopes.map((scope) => [`of a ${scope}`, write(WATCH_LIMITS[scope]), write(HOOK_LIMITS[scope])]),
  );
}

function describeFigures(): string {
  const page = readFileSync('docs/bench.md', 'utf8');
  return markdownTable(
    ['what', 'figure'],
    FIGURES.map(([name, what]) => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `) && /\d/.test(line));
      const [, , value = '', unit = ''] = (row ?? '').split('|').map((cell) => cell.trim());
      if (value === '' || Number.isNaN(Number(value.replaceAll(',', ''))))
        throw new Error(`docs/bench.md has no figure ${name}.`);
      return [what, `${value} ${unit}`];
    }),
  );
}
