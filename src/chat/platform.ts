import type { Command } from '../../commands/command.ts';
import type { Dispatch } from '../../commands/dispatch.ts';
import type { ChannelRef } from '../channelRef.ts';
import type { Log } from '../log.ts';
import type { ChatPort } from '../notifications/chatPort.ts';

/** A watch as autocompletion offers it. */
export interface WatchSuggestion {
  readonly container: string;
  readonly account: string;
  /** Threads' own word for it, where a check has been answered. */
  readonly status: string | undefined;
  readonly note: string | undefined;
}

/** The bot as a platform sees it: what to register, what to ask, and what to do after an answer was shown. */
export interface Bot {
  /** What people type; buttons reach further commands, by their names, through `dispatch`. */
  readonly commands: readonly Command[];
  /** The name behind the slash. */
  readonly commandName: string;
  readonly dispatch: Dispatch;
  /** Brings out what an answered command has to tell its channel, called after its answer was shown; without one, all that waits. */
  deliver(channel?: ChannelRef): Promise<void>;
  /** The names of the accounts that are bound to a workspace. */
  accountNames(workspace: string): readonly string[];
  /** What a channel watches; from memory once it has been asked for. */
  suggestWatches(channel: ChannelRef): Promise<readonly WatchSuggestion[]>;
  /** Binds the account of `THREADS_ACCESS_TOKEN` to a workspace that is known only once we are connected. */
  bindWorkspace(workspace: string): void;
}

export interface PlatformOptions {
  readonly log: Log;
  /** User and role ids that count as managers. */
  readonly managers: ReadonlySet<string>;
  /** Called when the platform has closed the door for good; the program ends with it. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** A chat platform: a port to tell channels something, and the connection by which people ask. */
export interface Platform {
  readonly port: ChatPort;
  /**
   * Begins to connect, and keeps at it while the platform is away; resolves when it is first connected.
   *
   * @throws FinalPlatformError where the platform refuses us for good
   */
  start(bot: Bot): Promise<void>;
  readonly isConnected: boolean;
  /** Finishes the answers in hand, then leaves. */
  stop(): Promise<void>;
}

/** A platform refuses us for good: which variable is at fault, and what to do. */
export class FinalPlatformError extends Error {
  override readonly name = 'FinalPlatformError';
  readonly code = 'final_platform_error';
  readonly variable: string;

  /** @param remedy full sentences, without a secret */
  constructor(variable: string, remedy: string, options?: ErrorOptions) {
    super(`${variable}: ${remedy}`, options);
    this.variable = variable;
  }
}
