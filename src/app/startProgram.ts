import { commandTable } from '../../commands/table.ts';
import { Accounts } from '../accounts/accounts.ts';
import type { PlatformName } from '../channelRef.ts';
import type { Bot, Platform } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { startJobs } from '../jobs/startJobs.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { Config } from './config.ts';
import type { Observer } from './core/observer.ts';
import type { ThreadwatchParts } from './core/threadwatchParts.ts';
import { createThreadwatch, type Threadwatch } from './createThreadwatch.ts';
import { assertNotNewer } from './migrations/migrateStore.ts';
import { correctTimes } from './time/correctTimes.ts';
import { keepLifeSigns } from './time/keepLifeSigns.ts';
import { readMachine } from './time/lifeSign.ts';

export interface ProgramParts extends Partial<Observer> {
  readonly config: Config;
  readonly store: Store;
  readonly threads: ThreadsApi;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly clock: Clock;
  /** The machine's time, ms since the epoch; without it, that of the clock. */
  readonly wall?: () => number;
  readonly random: () => number;
  readonly log: Log;
  /** Every token that is obtained at run time is added to it. */
  readonly secrets: Secrets;
  readonly hookAddress?: ThreadwatchParts['hookAddress'];
  readonly faults: Faults;
  /** Whose hours `QUOTA_CRON` means. */
  readonly timeZone: string;
}

/** The running bot. */
export interface Program {
  /** Resolves when every configured platform has connected once; rejects if one refuses the bot for good. */
  readonly connected: Promise<void>;
  readonly recoverStore: Threadwatch['recoverStore'];
  /** Answers a browser that returns from Threads' consent page; never rejects. */
  readonly answerCallback: Threadwatch['answerCallback'];
  readonly hookEntrance: Threadwatch['hookEntrance'];
  readonly readState: Threadwatch['readState'];
  /** Finishes work in progress, and closes everything. */
  stop(): Promise<void>;
}

/** Creates the bot and starts it: the jobs at once, each platform as soon as it can be reached. */
export async function startProgram(parts: ProgramParts): Promise<Program> {
  const { config, store, threads, platforms, clock, log, faults, timeZone } = parts;
  const accounts = new Accounts(config.accounts);
  await assertNotNewer(store);
  const machine = readMachine();
  await correctTimes(store, machine, log);
  const endLifeSigns = keepLifeSigns(store, machine, clock);
  let hasConnected = false;
  const bot = await createThreadwatch({
    ...parts,
    accounts,
    chats: new Map([...platforms].map(([name, platform]) => [name, platform.port])),
    policy: config.checkPolicy,
    thresholds: config.quotaThresholds,
    quotaCron: config.quotaCron,
    commandName: config.commandName,
    tokenKeys: config.tokenKeys,
    connect: config.connect,
    docsUrl: config.docsUrl,
    facts: config.facts,
    eventOptions: { allowPrivate: config.allowPrivateHooks, proxy: config.proxy },
    // The single account serves the workspaces of a platform once that is connected.
    areWorkspacesKnown: () => hasConnected,
  });
  if (!bot.tokenStore.canStore)
    log.warn(
      'TOKEN_KEY is not set: refreshed tokens are kept only in memory, and the next start uses those from the environment',
    );
  const botParts: Bot = {
    commands: commandTable,
    commandName: config.commandName,
    dispatch: bot.dispatch,
    deliver: bot.deliver,
    accountNames: (workspace) => accounts.boundTo(workspace).map(({ name }) => name),
    suggestWatches: bot.suggestWatches,
    leaveWorkspace: bot.leaveWorkspace,
    bindWorkspace: (workspace) => {
      if (config.singleAccount) accounts.bindAll(workspace);
    },
  };
  const jobs = startJobs(bot.jobs, { log, timeZone, faults });
  const all = [...platforms.values()];
  return {
    recoverStore: bot.recoverStore,
    answerCallback: bot.answerCallback,
    hookEntrance: bot.hookEntrance,
    readState: bot.readState,
    connected: Promise.all(all.map((platform) => platform.start(botParts))).then(() => {
      hasConnected = true;
      void bot.warnOfOutages();
    }),
    async stop() {
      await Promise.all(all.map((platform) => platform.stop()));
      await jobs.stop();
      await bot.events.stop();
      await bot.drain();
      endLifeSigns();
      await threads.close();
      await store.close();
    },
  };
}
