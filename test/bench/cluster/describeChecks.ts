import { SECOND } from '../../../src/duration.ts';
import type { Figure } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import type { CheckRun, WindowKind, WindowUse } from './checkCost.ts';
import { PER_WINDOW, WINDOW } from './checkLoad.ts';

/** A window counts only if nearly all of its checks, and hardly any other ones, were made in it: rounds of a busy machine are late. */
const TOLERANCE = 0.05;

/** What a check costs in a single process and in a replica. */
export function describeChecks({ windows, rss }: CheckRun): Figure[] {
  const of = (kind: WindowKind): WindowUse[] => windows.filter((window) => window.kind === kind);
  const clean = (kind: WindowKind): WindowUse[] => orAll(of(kind), isClean);
  const typical = (kind: WindowKind, read: (window: WindowUse) => number): number =>
    percentile(clean(kind).map(read), 0.5);
  const idle = {
    single: typical('neither', ({ single }) => single),
    replica: typical('neither', ({ replica }) => replica),
    redis: typical('neither', ({ redis }) => redis),
    redisCommands: typical('neither', ({ redisCommands }) => redisCommands),
  };
  const single = typical('single', (window) => window.single / window.checks.single);
  const replica = typical('replica', (window) => window.replica / window.checks.replica);
  const ownSingle = typical('single', (window) => (window.single - idle.single) / window.checks.single);
  const ownReplica = typical('replica', (window) => (window.replica - idle.replica) / window.checks.replica);
  const perCheck = (kind: 'single' | 'replica', read: 'redis' | 'redisCommands'): number =>
    typical(kind, (window) => (window[read] - idle[read]) / window.checks[kind]);
  const redisCpu = perCheck('replica', 'redis');
  const perMessage = (window: WindowUse, use: number, check: number): number =>
    (use - check * window.checks.failing) / window.messages;
  const windowsUsed = `${clean('single').length} and ${clean('replica').length} windows of ${WINDOW / SECOND} s with ${(PER_WINDOW * SECOND) / WINDOW} checks a second, in turn`;
  const ms = (name: string, value: number, how: string): Figure => ({ name, value, unit: 'ms', how });
  return [
    ms(
      'cluster.check.cpu',
      ownReplica,
      `CPU time of a replica that owns all partitions for a check, without what it uses while nothing is due; median of ${windowsUsed}`,
    ),
    ms('cluster.check.cpu[single process]', ownSingle, 'the same of a single process on the same Redis'),
    {
      name: 'cluster.check.ratio',
      value: ownReplica / ownSingle,
      unit: 'times',
      how: 'the first by the second',
    },
    {
      name: 'cluster.check.ratio[idle included]',
      value: replica / single,
      unit: 'times',
      how: 'the same with all that each used in its windows',
    },
    {
      name: 'cluster.idle.share',
      value: idle.replica / WINDOW,
      unit: 'share of a core',
      how: 'the replica with all partitions, in the windows in which no check is due',
    },
    {
      name: 'cluster.idle.share[single process]',
      value: idle.single / WINDOW,
      unit: 'share of a core',
      how: 'the single process, in the same windows',
    },
    {
      name: 'cluster.rss',
      value: rss.replica,
      unit: 'MB',
      how: 'resident memory of the replica with all partitions, before the first check',
    },
    {
      name: 'cluster.rss[single process]',
      value: rss.single,
      unit: 'MB',
      how: 'the same of the single process',
    },
    {
      name: 'cluster.redis.commands',
      value: perCheck('replica', 'redisCommands'),
      unit: 'commands',
      how: 'of Redis for a check, with those inside scripts',
    },
    {
      name: 'cluster.redis.commands[single process]',
      value: perCheck('single', 'redisCommands'),
      unit: 'commands',
      how: 'the same of the single process',
    },
    ms('cluster.redis.cpu', redisCpu, 'CPU time of Redis for a check of the replica'),
    {
      name: 'cluster.redis.idle',
      value: idle.redis / WINDOW,
      unit: 'share of a core',
      how: 'Redis, in the windows in which no check is due',
    },
    ms(
      'cluster.message.cpu',
      typical('messages', (window) => perMessage(window, window.replica - idle.replica, ownReplica)),
      'CPU time of a replica for a message that it posts or edits because a container has failed, without its check',
    ),
    ms(
      'cluster.message.redis.cpu',
      typical('messages', (window) => perMessage(window, window.redis - idle.redis, redisCpu)),
      'CPU time of Redis for such a message',
    ),
    ms(
      'cluster.command.cpu',
      typical('commands', (window) => (window.replica - idle.replica) / window.answers),
      'CPU time for a command: receiving it, forwarding it by the queue, answering it',
    ),
    ms(
      'cluster.command.redis.cpu',
      typical('commands', (window) => (window.redis - idle.redis) / window.answers),
      'CPU time of Redis for a command',
    ),
  ];
}

function isClean({ kind, checks }: WindowUse): boolean {
  const isNear = (made: number, planned: number): boolean =>
    Math.abs(made - planned) <= TOLERANCE * PER_WINDOW;
  return (
    isNear(checks.single, kind === 'single' ? PER_WINDOW : 0) &&
    isNear(checks.replica, kind === 'replica' ? PER_WINDOW : 0)
  );
}

/** Those that fulfil a condition; all where none does. */
function orAll<T>(all: readonly T[], isWanted: (each: T) => boolean): T[] {
  const wanted = all.filter(isWanted);
  return wanted.length > 0 ? wanted : [...all];
}
