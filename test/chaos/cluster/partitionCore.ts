import { commandTable } from '../../../commands/table.ts';
import { Accounts } from '../../../src/accounts/accounts.ts';
import { createThreadwatch, type Threadwatch } from '../../../src/app/createThreadwatch.ts';
import { defaults } from '../../../src/app/variables.ts';
import type { Bot } from '../../../src/chat/platform.ts';
import type { Clock } from '../../../src/clock.ts';
import { Faults } from '../../../src/faults.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { Log } from '../../../src/log.ts';
import type { ChatPort } from '../../../src/notifications/chatPort.ts';
import type { OpenPartition } from '../../../src/replica/openPartition.ts';
import type { Secrets } from '../../../src/secrets.ts';
import type { Lease } from '../../../src/store/lease.ts';
import type { Stores } from '../../../src/store/openStores.ts';
import { prefixOfPartition } from '../../../src/store/partitions.ts';
import type { Store } from '../../../src/store/store.ts';
import { createThreadsApi, type ThreadsApiOptions } from '../../../src/threads/createThreadsApi.ts';
import { ACCOUNTS } from '../world.ts';
import { partitionOf } from './partitions.ts';

/** What all partitions of a history have in common. */
export interface CoreWorld {
  readonly sandboxUrl: string;
  readonly dispatcher: NonNullable<ThreadsApiOptions['dispatcher']>;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
}

export interface CoreParts {
  readonly world: CoreWorld;
  readonly partition: number;
  readonly lease: Lease;
  readonly stores: Stores;
  /** Called once nothing of it is open any more. */
  readonly onClosed: (core: PartitionCore) => void;
  /** Makes the calls of the process, which may end at any of them. */
  readonly wrap: { store(store: Store): Store; chat(): ChatPort };
}

/**
 * The core of one partition in one replica, from when it is opened until it is handed over or lost. It is put together as
 * the program does it, but for its jobs, which run on the clock of the history.
 */
export class PartitionCore implements OpenPartition {
  readonly partition: number;
  readonly lease: Lease;
  readonly store: Store;
  readonly threadwatch: Threadwatch;
  readonly #threads: { close(): Promise<void> };
  readonly #onClosed: CoreParts['onClosed'];
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(
    { partition, lease, onClosed }: CoreParts,
    store: Store,
    threadwatch: Threadwatch,
    threads: { close(): Promise<void> },
  ) {
    this.partition = partition;
    this.lease = lease;
    this.store = store;
    this.threadwatch = threadwatch;
    this.#threads = threads;
    this.#onClosed = onClosed;
  }

  static async open(parts: CoreParts): Promise<PartitionCore> {
    const { world, partition, lease, stores, wrap } = parts;
    const { clock, secrets, log, sandboxUrl, dispatcher } = world;
    const threads = createThreadsApi({
      apiUrl: sandboxUrl,
      auth: 'header',
      clock,
      random: () => 0.5,
      retryDelay: () => 0,
      redact: (text) => secrets.hide(text),
      dispatcher,
    });
    const store = wrap.store(stores.open({ prefix: prefixOfPartition(partition), lease }));
    try {
      await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined });
      const threadwatch = await createThreadwatch({
        accounts: new Accounts(
          ACCOUNTS.filter(({ workspaces: [first] }) => partitionOf(first) === partition),
        ),
        threads,
        store,
        chats: new Map([['terminal', wrap.chat()]]),
        clock,
        random: () => 0.5,
        log,
        policy: { schedule: defaults.watchChecks, unpublishedAfter: defaults.unpublishedAfter },
        thresholds: defaults.quotaThresholds,
        quotaCron: '*/30 * * * *',
        tokenKeys: [],
        facts: { apiUrl: sandboxUrl, store: 'redis:', variables: [] },
        faults: new Faults(),
        connect: { kind: 'unset', missing: ['THREADS_APP_ID'], isPartlySet: false },
        secrets,
        // Real time has no say in it.
        patience: untilAnswered,
      });
      return new PartitionCore(parts, store, threadwatch, threads);
    } catch (error) {
      await store.close();
      await threads.close();
      throw error;
    }
  }

  get bot(): Bot {
    const { dispatch, deliver, suggestWatches } = this.threadwatch;
    const accountNames = () => [];
    return {
      commands: commandTable,
      commandName: 'threads',
      dispatch,
      deliver,
      accountNames,
      suggestWatches,
    };
  }

  readonly bindWorkspace = (): void => undefined;

  /** Whether a job of it is under way: the next one waits. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  get isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Runs a job as the schedule does: whatever it throws is logged there. */
  run(job: Job): Promise<void> {
    const running = job.run(this.#ending.signal).then(
      () => undefined,
      () => undefined,
    );
    this.#running = running;
    return running.then(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await this.threadwatch.events.stop();
    await this.threadwatch.drain();
  }

  async close(): Promise<void> {
    try {
      await this.stop();
      await this.store.close();
      await this.#threads.close();
    } finally {
      this.#onClosed(this);
    }
  }
}

function untilAnswered(answered: AbortSignal): Promise<void> {
  return new Promise((resolve) => answered.addEventListener('abort', () => resolve(), { once: true }));
}
