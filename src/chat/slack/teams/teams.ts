import type { webApi } from '@slack/bolt';
import type { Card } from '../../../messages/card.ts';
import type { DeliveryError } from '../../../notifications/chatPort.ts';
import type { ReceivingParts } from '../../platform.ts';
import type { Identity } from '../connect/identity.ts';

/** How a team is called: with clients that know its own token and no other. */
export interface TeamAccess {
  readonly identity: Identity;
  readonly client: webApi.WebClient;
  /** A client makes only so many calls at once: edits that are not answered must not fill the places of messages. */
  readonly editClient: webApi.WebClient;
}

/** What is told of the teams as they become known. */
export type TeamsStart = Pick<ReceivingParts, 'onWorkspace' | 'onConnected' | 'onRemoved'>;

/** The Slack teams that the bot serves, each with its token. */
export interface Teams {
  /** The secret by which forms are signed: the same after a restart, and on each machine. */
  readonly formSecret: string;
  /**
   * Prepares what is called later. Resolves before the connection for events is opened.
   *
   * @returns whether it may be opened; `false` where `signal` was aborted before
   * @throws FinalPlatformError
   */
  start(parts: TeamsStart, signal: AbortSignal): Promise<boolean>;
  /** Whom it serves, for the log. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The teams that are known only after the start; right after it, this waits a little for them. Never rejects. */
  find(): Promise<readonly string[]>;
  /** Whether people of a team are answered. */
  serves(team: string): boolean;
  /** The answer to people of a served team that has not installed the app; `undefined` at once where it is known to have. */
  refusalFor(team: string): Promise<Card | undefined> | undefined;
  /** @throws DeliveryError where the team can't be called, now or for good */
  access(team: string): Promise<TeamAccess>;
  /** What is known of a team without waiting. */
  known(team: string): Identity | undefined;
  /**
   * Slack refused the token of a team in a call. Returns where the channel of the call is at fault.
   *
   * @param access what the call was made with
   * @throws DeliveryError where the token is: the channel keeps its subscriptions
   */
  checkToken(team: string, access: TeamAccess, cause: DeliveryError): Promise<void>;
  /** Slack says that a team removed the app. @param at ms since the epoch */
  onRemoved(team: string, at: number): Promise<void>;
  /** Resolves when what was begun is done. */
  stop(): Promise<void>;
}
