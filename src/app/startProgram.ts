import type { PlatformName } from '../channelRef.ts';
import type { Platform } from '../chat/platform.ts';
import type { Log } from '../log.ts';
import type { Threadwatch } from './createThreadwatch.ts';
import { type Core, type CoreParts, startCore } from './startCore.ts';

export interface ProgramParts extends Omit<CoreParts, 'accounts' | 'chats' | 'areWorkspacesKnown'> {
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
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
  const { config, store, threads, platforms } = parts;
  let hasConnected = false;
  const core = await startCore({
    ...parts,
    accounts: config.accounts,
    chats: new Map([...platforms].map(([name, platform]) => [name, platform.port])),
    // The single account serves the workspaces of a platform once that is connected.
    areWorkspacesKnown: () => hasConnected,
  });
  const { threadwatch } = core;
  const all = [...platforms.values()];
  return {
    recoverStore: threadwatch.recoverStore,
    answerCallback: threadwatch.answerCallback,
    hookEntrance: threadwatch.hookEntrance,
    readState: threadwatch.readState,
    connected: Promise.all(all.map((platform) => start(platform, core, parts.log))).then(() => {
      hasConnected = true;
      void threadwatch.warnOfOutages();
    }),
    async stop() {
      await Promise.all(all.map((platform) => platform.stop()));
      await core.stop();
      await threads.close();
      await store.close();
    },
  };
}

/** Starts a platform whose requests are all answered in this process. */
function start(platform: Platform, { bot, bindWorkspace, threadwatch }: Core, log: Log): Promise<void> {
  const { commands, commandName } = bot;
  return platform.start({
    commands,
    commandName,
    onRequest: (request) => platform.answer(request, bot),
    onWorkspace: bindWorkspace,
    onRemoved: threadwatch.leaveWorkspace,
    // Notifications that waited for the connection are sent now, not with the next job. The start does not wait for them.
    onConnected: () =>
      void bot.deliver().catch((err) => log.error({ err }, 'notifications could not be delivered')),
  });
}
