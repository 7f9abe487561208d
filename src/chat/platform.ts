import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command } from '../../commands/command.ts';
import type { Dispatch } from '../../commands/dispatch.ts';
import type { ChannelRef } from '../channelRef.ts';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { ChatPort, DeliveryError } from '../notifications/chatPort.ts';
import type { ProxySettings } from '../proxy.ts';

/** A watch as autocompletion offers it. */
export interface WatchSuggestion {
  readonly container: string;
  readonly account: string;
  /** The status as Threads spells it, once a check has been answered. */
  readonly status: string | undefined;
  readonly note: string | undefined;
}

/** The bot as a platform sees it: the commands, and what runs them. */
export interface Bot {
  /** Every command: those that people type, and those that only buttons run. */
  readonly commands: readonly Command[];
  /** The name after the slash. */
  readonly commandName: string;
  readonly dispatch: Dispatch;
  /** Sends what a command has for its channel. Called after the answer was shown. Without a channel: sends to all. */
  deliver(channel?: ChannelRef): Promise<void>;
  /** The names of the accounts that are bound to a workspace. */
  accountNames(workspace: string): readonly string[];
  /** What a channel watches. The first call for a channel reads the store, later ones the memory. */
  suggestWatches(channel: ChannelRef): Promise<readonly WatchSuggestion[]>;
  /**
   * Ends every subscription of a workspace that the bot was removed from. It may be called again for the same one.
   *
   * @param reason lasting; its message says why, in a clause
   */
  leaveWorkspace(workspace: Omit<ChannelRef, 'id'>, reason: DeliveryError): Promise<void>;
  /** Binds the account of `THREADS_ACCESS_TOKEN` to a workspace whose id is known only after connecting. */
  bindWorkspace(workspace: string): void;
}

export interface PlatformOptions {
  readonly log: Log;
  /** User and role ids that count as managers. */
  readonly managers: ReadonlySet<string>;
  /** User and role ids that may publish, besides managers. */
  readonly publishers?: ReadonlySet<string>;
  /** Where the platform names what keeps it from serving people. */
  readonly faults: Faults;
  readonly proxy?: ProxySettings | undefined;
  /** Called when the platform refuses the bot for good; the program then ends. */
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** A chat platform: the port by which the core posts, and the connection by which people run commands. */
export interface Platform {
  readonly port: ChatPort;
  /**
   * Connects, and keeps trying while the platform is away. Resolves when it is first connected.
   *
   * @throws FinalPlatformError where the platform refuses the bot for good
   */
  start(bot: Bot): Promise<void>;
  readonly isConnected: boolean;
  /**
   * Answers a browser that asks the program's own server for a page of this platform.
   *
   * @returns whether the request is for one; any other is answered elsewhere
   */
  servePage?(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * Handles a rejection whose promise a library of this platform has dropped.
   *
   * @returns whether it was this platform's; any other ends the program
   */
  absorbRejection?(reason: unknown): boolean;
  /** Finishes the answers in progress, then disconnects. */
  stop(): Promise<void>;
}

/** A platform refuses the bot for good: names the variable at fault and the remedy. */
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
