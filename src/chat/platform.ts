import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command } from '../../commands/command.ts';
import type { Dispatch } from '../../commands/dispatch.ts';
import type { ChannelRef } from '../channelRef.ts';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { ChatPort, DeliveryError } from '../notifications/chatPort.ts';
import type { ProxySettings } from '../proxy.ts';
import type { ForwardedRequest } from './forwardedRequest.ts';
import type { Shards } from './shards.ts';

/** A watch as autocompletion offers it. */
export interface WatchSuggestion {
  readonly container: string;
  readonly account: string;
  /** The status as Threads spells it, once a check has been answered. */
  readonly status: string | undefined;
  readonly note: string | undefined;
}

/** What people can ask for: the same in every process that serves them. */
export interface CommandSet {
  /** Every command: those that people type, and those that only buttons run. */
  readonly commands: readonly Command[];
  /** The name after the slash. */
  readonly commandName: string;
}

/** The bot as the answering side of a platform sees it: what runs the commands of the workspaces that it owns. */
export interface Bot extends CommandSet {
  readonly dispatch: Dispatch;
  /** Sends what a command has for its channel. Called after the answer was shown. Without a channel: sends to all. */
  deliver(channel?: ChannelRef): Promise<void>;
  /** The names of the accounts that are bound to a workspace. */
  accountNames(workspace: string): readonly string[];
  /** What a channel watches. The first call for a channel reads the store, later ones the memory. */
  suggestWatches(channel: ChannelRef): Promise<readonly WatchSuggestion[]>;
}

/** Nobody takes a request over just now. Why, is in the log already; the person is told that nothing was done. */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
  readonly code = 'not_taken';
}

/** Another process owns the workspace by now, and answers in place of this one, which has shown nothing: nothing to be logged. */
export class LeftToOwnerError extends Error {
  override readonly name = 'LeftToOwnerError';
  readonly code = 'left_to_owner';
}

/** What the receiving side of a platform works with. It needs no state, so any process can receive for all. */
export interface ReceivingParts extends CommandSet {
  /**
   * Takes a request over. Called after it was acknowledged. Resolves when the request is answered, or
   * stored where its owner finds it; where it rejects, the person is told that nothing was done. A `NotTakenError` is not logged.
   */
  onRequest(request: ForwardedRequest): Promise<void>;
  /**
   * Whether `onRequest` takes each request once, whichever process calls it. Then one that another process has acknowledged
   * is handed on too, as far as it is certain that it is not answered: that process may have ended before it handed it on.
   */
  readonly takesEachOnce?: boolean;
  /** A workspace that is known only after connecting. Called before anything is posted there. */
  onWorkspace(workspace: string): void;
  /**
   * Ends every subscription of a workspace that the bot was removed from. It may be called again for the same one.
   *
   * @param reason lasting; its message says why, in a clause
   */
  onRemoved(workspace: Omit<ChannelRef, 'id'>, reason: DeliveryError): Promise<void>;
  /** Called when messages can be posted that had to wait for the connection. */
  onConnected(): void;
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

/**
 * A chat platform: the port by which the core posts, a receiving side that people's requests come in by, and an answering
 * side. The two sides of one request may be in two processes.
 */
export interface Platform {
  readonly port: ChatPort;
  /**
   * Connects, and keeps trying while the platform is away. Resolves when it is first connected.
   *
   * @throws FinalPlatformError where the platform refuses the bot for good
   */
  start(parts: ReceivingParts): Promise<void>;
  /**
   * Answers a request that this platform received, in this process or in another one. It needs no connection that
   * receives. Resolves when the person has the answer, or can't be given one;
   * rejects with a `LeftToOwnerError` alone.
   *
   * @param bot of the workspace that the request is from
   */
  answer(request: ForwardedRequest, bot: Bot): Promise<void>;
  /** The workspaces of which it was told at `start`; right after the start, it waits a little for them. Never rejects. */
  findWorkspaces?(): Promise<readonly string[]>;
  /** Whether this process is configured to serve a workspace; without it, it serves all that it finds. */
  serves?(workspace: string): boolean;
  /** Reads what the process knew of a workspace that answered for it before this one. Never rejects. */
  adopt?(workspace: string): Promise<void>;
  /** Whether requests come in; also where another process has all the connections that there are. */
  readonly isConnected: boolean;
  /** The connections, where the platform spreads its workspaces over several. */
  readonly shards?: Shards;
  /** Tells among how many processes the limits are shared that the platform sets for the bot as a whole. */
  setShare?(replicas: number): void;
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
