import { SECOND } from '../../../src/duration.ts';
import type { Figure } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import type { CheckRun, WindowKind, WindowUse } from './checkCost.ts';
import { PER_WINDOW, WINDOW } from './checkLoad.ts';

/** A window counts only if nearly all of its checks, and hardly any other ones, were made in it: rounds of a busy machine are late. */
const TOLERANCE = 0.05;

/** The median windows of each kind. */
export class TypicalWindows {
  readonly #windows: readonly WindowUse[];

  constructor(windows: readonly WindowUse[]) {
    this.#windows = windows;
  }

  /** Those that count; all of the kind where none does. */
  of(kind: WindowKind): readonly WindowUse[] {
    const all = this.#windows.filter((window) => window.kind === kind);
    const clean = all.filter(isClean);
    return clean.length > 0 ? clean : all;
  }

  median(kind: WindowKind, read: (window: WindowUse) => number): number {
    return percentile(this.of(kind).map(read), 0.5);
  }

  /** What is used in a window in which nothing is due. */
  idle(name: 'single' | 'replica' | 'redis' | 'redisCommands'): number {
    return this.median('neither', (window) => window[name]);
  }

  /**
   * How much more a check of the replica uses than one of the single process: the median of the cycles. The speed of a machine
   * changes by more than that within minutes, and hardly between two windows that follow each other.
   */
  ratio(): number {
    const ofReplica = Map.groupBy(this.of('replica'), ({ cycle }) => cycle);
    const ratios = this.of('single').flatMap((single) => {
      const replicas = ofReplica.get(single.cycle) ?? [];
      return replicas.map((replica) => this.#costOf(replica, 'replica') / this.#costOf(single, 'single'));
    });
    return ratios.length > 0
      ? percentile(ratios, 0.5)
      : this.perCheck('replica', 'replica') / this.perCheck('single', 'single');
  }

  #costOf(window: WindowUse, name: 'single' | 'replica'): number {
    return (window[name] - this.idle(name)) / window.checks[name];
  }

  /** What a check uses, without what is used while nothing is due. */
  perCheck(kind: 'single' | 'replica', name: 'single' | 'replica' | 'redis' | 'redisCommands'): number {
    const idle = this.idle(name);
    return this.median(kind, (window) => (window[name] - idle) / window.checks[kind]);
  }
}

/** What a check costs in a single process and in a replica, and what messages and commands cost. */
export function describeChecks({ windows, rss }: CheckRun): Figure[] {
  const typical = new TypicalWindows(windows);
  const single = { unit: 'share of a core', how: 'the single process, in the same windows' };
  return [
    ...describeRatio(typical),
    {
      name: 'cluster.idle.share',
      value: typical.idle('replica') / WINDOW,
      unit: 'share of a core',
      how: 'the replica with all partitions, in the windows in which no check is due',
    },
    { name: 'cluster.idle.share[single process]', value: typical.idle('single') / WINDOW, ...single },
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
    ...describeRedis(typical),
    ...describeOthers(typical),
  ];
}

function describeRatio(typical: TypicalWindows): Figure[] {
  const replica = typical.perCheck('replica', 'replica');
  const single = typical.perCheck('single', 'single');
  const whole = (kind: 'single' | 'replica'): number =>
    typical.median(kind, (window) => window[kind] / window.checks[kind]);
  const count = `${typical.of('single').length} and ${typical.of('replica').length} windows of ${WINDOW / SECOND} s`;
  return [
    ms(
      'cluster.check.cpu',
      replica,
      `CPU time of a replica that owns all partitions for a check, without what it uses while nothing is due; median of ${count} with ${(PER_WINDOW * SECOND) / WINDOW} checks a second, in turn with the single process`,
    ),
    ms('cluster.check.cpu[single process]', single, 'the same of a single process on the same Redis'),
    {
      name: 'cluster.check.ratio',
      value: typical.ratio(),
      unit: 'times',
      how: 'the first by the second in the same cycle, which take turns within 30 s; median of the cycles',
    },
    {
      name: 'cluster.check.ratio[idle included]',
      value: whole('replica') / whole('single'),
      unit: 'times',
      how: 'the same with all that each used in its windows',
    },
  ];
}

function describeRedis(typical: TypicalWindows): Figure[] {
  const commands = (kind: 'single' | 'replica') => ({
    value: typical.perCheck(kind, 'redisCommands'),
    unit: 'commands',
  });
  return [
    {
      name: 'cluster.redis.commands',
      ...commands('replica'),
      how: 'of Redis for a check of the replica, with those inside scripts',
    },
    {
      name: 'cluster.redis.commands[single process]',
      ...commands('single'),
      how: 'the same of the single process',
    },
    ms(
      'cluster.redis.cpu',
      typical.perCheck('replica', 'redis'),
      'CPU time of Redis for a check of the replica',
    ),
    {
      name: 'cluster.redis.idle',
      value: typical.idle('redis') / WINDOW,
      unit: 'share of a core',
      how: 'Redis, in the windows in which no check is due',
    },
  ];
}

function describeOthers(typical: TypicalWindows): Figure[] {
  const perMessage = (name: 'replica' | 'redis'): number => {
    const [idle, check] = [typical.idle(name), typical.perCheck('replica', name)];
    return typical.median('messages', (window) => {
      const { checks, messages } = window;
      return (window[name] - idle - check * (checks.failing + checks.replica)) / messages;
    });
  };
  const perCommand = (name: 'replica' | 'redis'): number => {
    const idle = typical.idle(name);
    return typical.median('commands', (window) => (window[name] - idle) / window.answers);
  };
  return [
    ms(
      'cluster.message.cpu',
      perMessage('replica'),
      'CPU time of a replica for a message that it posts or edits because a container has failed, without its check',
    ),
    ms('cluster.message.redis.cpu', perMessage('redis'), 'CPU time of Redis for such a message'),
    ms(
      'cluster.command.cpu',
      perCommand('replica'),
      'CPU time for a command: receiving it, forwarding it by the queue, answering it',
    ),
    ms('cluster.command.redis.cpu', perCommand('redis'), 'CPU time of Redis for a command'),
  ];
}

function ms(name: string, value: number, how: string): Figure {
  return { name, value, unit: 'ms', how };
}

function isClean({ kind, checks }: WindowUse): boolean {
  const isNear = (made: number, planned: number): boolean =>
    Math.abs(made - planned) <= TOLERANCE * PER_WINDOW;
  return (
    isNear(checks.single, kind === 'single' ? PER_WINDOW : 0) &&
    isNear(checks.replica, kind === 'replica' ? PER_WINDOW : 0)
  );
}
