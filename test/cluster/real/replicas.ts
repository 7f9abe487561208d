import { BotProcess } from '../../support/botProcess.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { LEFT, OWNS, parseOwned } from '../../support/partitionLines.ts';

/** Something that a replica logged when it began or ceased to own it; `at` in ms since the epoch. */
export interface OwnerChange {
  readonly at: number;
  readonly replica: number;
  readonly partition: number;
  readonly isOwner: boolean;
}

/** One replica: its process, which may be another after a kill. */
export interface Replica {
  readonly index: number;
  readonly bot: BotProcess;
  readonly port: number;
}

/** How often it is looked again, ms. This is a program that plays on real time. */
const LOOK_AGAIN = 100;

/** Resolves once it is so, or with false after `longest` ms. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  longest: number,
  every = LOOK_AGAIN,
): Promise<boolean> {
  const end = performance.now() + longest;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await wait(every);
  }
  return true;
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The replicas of a run. */
export class Replicas {
  readonly all: readonly Replica[];

  private constructor(all: readonly Replica[]) {
    this.all = all;
  }

  /** @param environmentOf of one replica, but for what all have */
  static async create(
    count: number,
    environmentOf: (replica: number) => Readonly<Record<string, string>>,
  ): Promise<Replicas> {
    const all: Replica[] = [];
    for (let index = 0; index < count; index += 1) {
      const port = await findFreePort();
      const environment = { ...environmentOf(index), CLUSTER: 'on', HTTP_PORT: String(port) };
      all.push({ index, port, bot: new BotProcess(environment) });
    }
    return new Replicas(all);
  }

  async startAll(): Promise<void> {
    for (const { bot } of this.all) bot.start();
    await Promise.all(this.all.map(({ bot }) => bot.ready()));
  }

  /** Who has owned what, in the order of time. */
  get changes(): OwnerChange[] {
    return this.all
      .flatMap(({ index, bot }) => bot.written.flatMap((line) => readChange(line, index)))
      .sort((one, other) => one.at - other.at);
  }

  /** Who owns a partition as far as the logs say. */
  ownerOf(partition: number): Replica | undefined {
    const last = this.changes.findLast((change) => change.partition === partition && change.isOwner);
    return last && this.all[last.replica];
  }

  /** The partitions that a replica owns as far as the logs say. */
  partitionsOf({ index }: Replica): number[] {
    const owners = new Map(
      this.changes.flatMap(({ isOwner, partition, replica }) => (isOwner ? [[partition, replica]] : [])),
    );
    return [...owners].flatMap(([partition, replica]) => (replica === index ? [partition] : []));
  }

  /** Who owns the first shard of Discord. */
  get ofShard(): Replica | undefined {
    const last = this.all
      .flatMap((replica) =>
        replica.bot.written
          .filter((line) => line.includes('"owns a shard of Discord"'))
          .map((line) => ({ replica, at: readTime(line) })),
      )
      .sort((one, other) => one.at - other.at)
      .at(-1);
    return last?.replica;
  }

  /** Whether every partition is owned once over all replicas, as they say themselves. */
  async areSettled(count: number): Promise<boolean> {
    if (this.findEnded().length > 0) return false;
    const texts = await Promise.all(this.all.map((replica) => fetchText(replica, '/readyz')));
    const owned = texts.flatMap(parseOwned).sort((one, other) => one - other);
    return owned.join() === Array.from({ length: count }, (_, index) => index).join();
  }

  /** Those that do not run, with what they said at their end. */
  findEnded(): string[] {
    return this.all
      .filter(({ bot }) => !bot.isRunning)
      .map(({ index, bot }) => `replica ${index} has ended: ${bot.errors.join(' ')}`);
  }

  /** How many writes Redis has refused those that run. */
  async readRefused(): Promise<number> {
    const texts = await Promise.all(this.all.map((replica) => fetchText(replica, '/metrics')));
    return texts.reduce(
      (sum, text) => sum + Number(/^threadwatch_writes_refused_total (\d+)/m.exec(text)?.[1] ?? 0),
      0,
    );
  }

  async close(): Promise<void> {
    for (const { bot } of this.all) {
      bot.kill('SIGCONT');
      await bot[Symbol.asyncDispose]();
    }
  }
}

function fetchText({ port }: Replica, path: string): Promise<string> {
  return fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) })
    .then((response) => response.text())
    .catch(() => '');
}

function readChange(line: string, replica: number): OwnerChange[] {
  // Not every line is JSON, and to parse all that are takes time that the replicas need.
  if (!line.startsWith('{') || !line.includes(' a partition')) return [];
  const { msg, partition, time } = JSON.parse(line);
  const isOwner = msg === OWNS;
  if (!isOwner && !LEFT.includes(msg)) return [];
  return [{ at: Date.parse(time), replica, partition, isOwner }];
}

function readTime(line: string): number {
  return Date.parse(JSON.parse(line).time);
}
