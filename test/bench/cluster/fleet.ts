import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../../../src/duration.ts';
import { DEFAULT_PARTITIONS } from '../../../src/store/partitions.ts';
import type { BotProcess } from '../../support/botProcess.ts';
import { LEFT, OWNS } from '../../support/partitionLines.ts';

/** How many replicas a cluster of the bench has. */
export const REPLICAS = 3;

/** In ms. */
const POLL_INTERVAL = 10;
const TIMEOUT = 90 * SECOND;

/** Replicas of one cluster, and which partitions each owns by its log. */
export class Fleet implements AsyncDisposable {
  readonly replicas: readonly BotProcess[];

  private constructor(replicas: readonly BotProcess[]) {
    this.replicas = replicas;
  }

  /**
   * Starts replicas and waits until all partitions are shared out.
   * @param start starts the replica with this index
   */
  static async start(start: (index: number) => BotProcess, count = REPLICAS): Promise<Fleet> {
    const fleet = new Fleet(Array.from({ length: count }, (_, index) => start(index)));
    await Promise.all(fleet.replicas.map((replica) => replica.ready()));
    await fleet.untilEven();
    return fleet;
  }

  /** The partitions that a replica owns. */
  ownedBy(replica: BotProcess): ReadonlySet<number> {
    const owned = new Set<number>();
    if (!replica.isRunning) return owned;
    for (const { msg, partition } of replica.log) {
      if (partition === undefined) continue;
      if (msg === OWNS) owned.add(partition);
      else if (LEFT.includes(msg)) owned.delete(partition);
    }
    return owned;
  }

  ownerOf(partition: number): BotProcess | undefined {
    return this.replicas.find((replica) => this.ownedBy(replica).has(partition));
  }

  /** When another replica began to own a partition after `since`, ms since the epoch. */
  async takenOver(partition: number, from: BotProcess, since: number): Promise<number> {
    const others = this.replicas.filter((replica) => replica !== from);
    return until(() => {
      const line = others
        .flatMap(({ log }) => log)
        .find((each) => each.msg === OWNS && each.partition === partition && Date.parse(each.time) >= since);
      return line && Date.parse(line.time);
    }, `another replica owns partition ${partition}`);
  }

  /** Resolves once every partition has an owner, and the shares of the running replicas differ by one at most. */
  async untilEven(): Promise<void> {
    await until(() => {
      const running = this.replicas.filter(({ isRunning }) => isRunning);
      const sizes = running.map((replica) => this.ownedBy(replica).size);
      const sum = sizes.reduce((total, size) => total + size, 0);
      return (sum === DEFAULT_PARTITIONS && Math.max(...sizes) - Math.min(...sizes) <= 1) || undefined;
    }, 'the shares are even').catch((error: unknown) => {
      throw new Error(`the shares are uneven:\n${this.#describe()}`, { cause: error });
    });
  }

  /** What each replica owns, and its last words. */
  #describe(): string {
    return this.replicas
      .map((replica) => `${[...this.ownedBy(replica)].join(' ')}: ${replica.written.slice(-5).join(' | ')}`)
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica[Symbol.asyncDispose]()));
  }
}

/** Asks again and again until there is an answer. @throws {Error} after a minute and a half */
export async function until<T>(find: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + TIMEOUT;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not so within ${TIMEOUT / SECOND} s: ${what}`);
    await delay(POLL_INTERVAL);
  }
}
