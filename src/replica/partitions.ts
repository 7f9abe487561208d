import type { BotState } from '../app/core/readBotState.ts';
import type { EndReason, Run } from '../cluster/engine/ownedJobs.ts';
import type { OwnedLease } from '../cluster/jobLease.ts';
import { SECOND } from '../duration.ts';
import type { Log } from '../log.ts';
import { aborted } from './aborted.ts';
import { HeldPartitions } from './heldPartitions.ts';
import type { OpenPartition } from './openPartition.ts';

export interface PartitionsParts {
  /** @param areWorkspacesKnown whether every platform has been connected */
  readonly open: (
    partition: number,
    lease: OwnedLease,
    areWorkspacesKnown: () => boolean,
  ) => Promise<OpenPartition>;
  /** Begins to take what is forwarded to a partition. */
  readonly receive: (partition: number, lease: OwnedLease, core: OpenPartition) => Receiver;
  readonly log: Log;
}

/** Takes what is forwarded to a partition. */
export interface Receiver {
  /** Takes no more, and waits for what is under way. @param longestMs after that, it is left to the next owner */
  close(longestMs: number): Promise<void>;
}

/** How long requests that are under way, and then what else is in hand, may take before a partition is handed over. */
interface Limits {
  readonly requests: number;
  readonly rest: number;
}

/** While the process lasts, and where a signal or an error ends it: both give it only so long. */
const LIMITS = {
  none: { requests: 10 * SECOND, rest: 10 * SECOND },
  signal: { requests: 6 * SECOND, rest: 1.5 * SECOND },
  error: { requests: 0.5 * SECOND, rest: SECOND },
} as const satisfies Readonly<Record<string, Limits>>;

/** What ends the process. */
export type Ending = Exclude<keyof typeof LIMITS, 'none'>;

/** The partitions that this replica owns just now, each with its core. */
export class Partitions {
  readonly #parts: PartitionsParts;
  readonly #open = new Map<number, OpenPartition>();
  readonly #held = new HeldPartitions();
  #hasConnected = false;
  #ending: keyof typeof LIMITS = 'none';

  constructor(parts: PartitionsParts) {
    this.#parts = parts;
  }

  /** Those that are certainly owned, in order. */
  get numbers(): readonly number[] {
    return this.#held.numbers;
  }

  /** Runs a partition for as long as this replica owns it. */
  readonly run: Run = async (partition, lease, signal) => {
    const { open, receive, log } = this.#parts;
    const core = await open(partition, lease, () => this.#hasConnected);
    this.#open.set(partition, core);
    this.#held.add(partition, lease);
    const receiver = receive(partition, lease, core);
    log.info({ partition }, 'owns a partition');
    if (this.#hasConnected) void core.threadwatch.warnOfOutages();
    try {
      await aborted(signal);
    } finally {
      this.#open.delete(partition);
      this.#held.remove(partition);
      // What is in hand is finished first; the next owner gets the rest.
      const { requests, rest } = LIMITS[this.#ending];
      await receiver.close(requests);
      await core.close(rest);
      const isLost = signal.reason === ('lost' satisfies EndReason);
      log.info({ partition }, isLost ? 'has left a partition that was lost' : 'has handed over a partition');
    }
  };

  /** The process is to end: whoever starts the next one waits for it. */
  stopSoon(ending: Ending): void {
    this.#ending = ending;
  }

  /** Every platform has been connected. */
  connected(): void {
    this.#hasConnected = true;
    for (const { threadwatch } of this.#open.values()) void threadwatch.warnOfOutages();
  }

  /** A workspace was found that the account of `THREADS_ACCESS_TOKEN` serves. */
  bindWorkspace(workspace: string): void {
    for (const core of this.#open.values()) core.bindWorkspace(workspace);
  }

  /** Sends what waited for a platform. */
  deliver(): void {
    const { log } = this.#parts;
    for (const { bot } of this.#open.values())
      bot.deliver().catch((err: unknown) => log.error({ err }, 'notifications could not be delivered'));
  }

  /** How all of them stand together. */
  readState(): BotState {
    const states = [...this.#open.values()].map(({ threadwatch }) => threadwatch.readState());
    return {
      accounts: states.flatMap(({ accounts }) => accounts),
      waiting: {
        count: states.reduce((sum, { waiting }) => sum + waiting.count, 0),
        oldestMs: Math.max(0, ...states.map(({ waiting }) => waiting.oldestMs)),
      },
    };
  }
}
