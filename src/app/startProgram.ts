import { typedCommands } from '../../commands/table.ts';
import { Accounts } from '../accounts/accounts.ts';
import type { PlatformName } from '../channelRef.ts';
import type { Bot, Platform } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import { startJobs } from '../jobs/startJobs.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { ThreadsApi } from '../threads/api.ts';
import type { Config } from './config.ts';
import { createThreadwatch, type Threadwatch } from './createThreadwatch.ts';

export interface ProgramParts {
  readonly config: Config;
  readonly store: Store;
  readonly threads: ThreadsApi;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Learns of every token that comes while we run. */
  readonly secrets: Secrets;
}

/** The bot at work, until it is stopped. */
export interface Program {
  /** Resolves when every configured platform has been connected once; rejects where one refuses us for good. */
  readonly connected: Promise<void>;
  /** Answers a browser that comes back from Threads' consent page; never rejects. */
  readonly answerCallback: Threadwatch['answerCallback'];
  /** Finishes what is in hand, and lets go of everything. */
  stop(): Promise<void>;
}

/** Puts the bot together and sets it going: jobs at once, each platform as soon as it can be reached. */
export async function startProgram(parts: ProgramParts): Promise<Program> {
  const { config, store, threads, platforms, clock, random, log, secrets } = parts;
  const accounts = new Accounts(config.accounts);
  const bot = await createThreadwatch({
    accounts,
    threads,
    store,
    chats: new Map([...platforms].map(([name, platform]) => [name, platform.port])),
    clock,
    random,
    log,
    schedule: config.watchChecks,
    thresholds: config.quotaThresholds,
    quotaCron: config.quotaCron,
    tokenKeys: config.tokenKeys,
    connect: config.connect,
    facts: config.facts,
    secrets,
  });
  if (!bot.tokenStore.canStore)
    log.warn(
      'TOKEN_KEY is not set: refreshed tokens live in memory alone, and the next start begins with those of the environment',
    );
  const side: Bot = {
    commands: typedCommands,
    commandName: config.commandName,
    dispatch: bot.dispatch,
    deliver: bot.deliver,
    accountNames: (workspace) => accounts.boundTo(workspace).map(({ name }) => name),
    suggestWatches: bot.suggestWatches,
    bindWorkspace: (workspace) => {
      if (config.singleAccount) accounts.bindAll(workspace);
    },
  };
  const jobs = startJobs(bot.jobs, log);
  const all = [...platforms.values()];
  return {
    answerCallback: bot.answerCallback,
    connected: Promise.all(all.map((platform) => platform.start(side))).then(() => undefined),
    async stop() {
      await Promise.all(all.map((platform) => platform.stop()));
      await jobs.stop();
      await bot.drain();
      await threads.close();
      await store.close();
    },
  };
}
