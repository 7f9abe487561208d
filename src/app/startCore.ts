import { commandTable } from '../../commands/table.ts';
import type { Account } from '../accounts/accounts.ts';
import { Accounts } from '../accounts/accounts.ts';
import type { PlatformName } from '../channelRef.ts';
import type { Bot } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Job } from '../jobs/job.ts';
import type { JobSchedules } from '../jobs/schedules.ts';
import { startJobs } from '../jobs/startJobs.ts';
import type { Log } from '../log.ts';
import type { ChatPort } from '../notifications/chatPort.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { Config } from './config.ts';
import { guardJobs } from './core/guardOwner.ts';
import type { Observer } from './core/observer.ts';
import type { ThreadwatchParts } from './core/threadwatchParts.ts';
import { createThreadwatch, type Threadwatch } from './createThreadwatch.ts';
import { assertNotNewer } from './migrations/migrateStore.ts';
import { correctTimes } from './time/correctTimes.ts';
import { keepLifeSigns } from './time/keepLifeSigns.ts';
import { readMachine } from './time/lifeSign.ts';

export interface CoreParts extends Partial<Observer> {
  readonly config: Config;
  /** Those that are configured and belong to the store. */
  readonly accounts: readonly Account[];
  readonly store: Store;
  readonly threads: ThreadsApi;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  /** The machine's time, ms since the epoch; without it, that of the clock. */
  readonly wall?: () => number;
  readonly random: () => number;
  readonly log: Log;
  /** Every token that is obtained at run time is added to it. */
  readonly secrets: Secrets;
  readonly hookAddress?: ThreadwatchParts['hookAddress'];
  readonly countReplicas?: ThreadwatchParts['countReplicas'];
  readonly faults: Faults;
  /** Whose hours `QUOTA_CRON` means. */
  readonly timeZone: string;
  /** What else is done regularly for as long as the core runs. */
  readonly jobs?: readonly Job[];
  /** Those of other cores of this process. */
  readonly schedules?: JobSchedules;
  /** Whether it is known which workspaces each account serves. */
  readonly areWorkspacesKnown: () => boolean;
}

/** The core on a store, and its running jobs. */
export interface Core {
  readonly threadwatch: Threadwatch;
  /** The core as platforms see it. */
  readonly bot: Bot;
  /** Binds the account of `THREADS_ACCESS_TOKEN` to a workspace whose id is known only after connecting. */
  readonly bindWorkspace: (workspace: string) => void;
  /** Starts nothing more, and finishes work in progress. The store stays open. */
  stop(): Promise<void>;
}

/** Corrects the times in a store, reads what the previous run left, and starts the jobs. */
export async function startCore(parts: CoreParts): Promise<Core> {
  const { config, store, clock, log, faults, timeZone, schedules } = parts;
  const accounts = new Accounts(parts.accounts);
  await assertNotNewer(store);
  const machine = readMachine();
  await correctTimes(store, machine, log, config.isReplica ? clock : undefined);
  const threadwatch = await createThreadwatch({
    ...parts,
    accounts,
    policy: config.checkPolicy,
    thresholds: config.quotaThresholds,
    quotaCron: config.quotaCron,
    commandName: config.commandName,
    tokenKeys: config.tokenKeys,
    connect: config.connect,
    docsUrl: config.docsUrl,
    facts: config.facts,
    eventOptions: { allowPrivate: config.allowPrivateHooks, proxy: config.proxy },
  });
  // Last, with the jobs: a start that fails is tried again, and must leave nothing behind that goes on.
  const endLifeSigns = keepLifeSigns(store, machine, clock);
  const all = [...threadwatch.jobs, ...guardJobs(parts.jobs ?? [], store)];
  const jobs = startJobs(all, { log, timeZone, faults, ...(schedules && { schedules }) });
  return {
    threadwatch,
    bot: {
      commands: commandTable,
      commandName: config.commandName,
      dispatch: threadwatch.dispatch,
      deliver: threadwatch.deliver,
      accountNames: (workspace) => accounts.boundTo(workspace).map(({ name }) => name),
      suggestWatches: threadwatch.suggestWatches,
    },
    bindWorkspace(workspace) {
      if (config.singleAccount) accounts.bindAll(workspace);
    },
    async stop() {
      await jobs.stop();
      await threadwatch.events.stop();
      await threadwatch.drain();
      endLifeSigns();
    },
  };
}
