import type { ChannelRef, PlatformName } from '../channelRef.ts';
import type { Card } from '../messages/card.ts';
import type { Mention } from '../messages/channelChoices.ts';

/** A new message, which notifies people, or a change of one, which notifies nobody. */
export type DeliveryCall = 'post' | 'edit';

/** What the core needs of a chat platform; each platform has one adapter. */
export interface ChatPort {
  readonly platform: PlatformName;
  /**
   * Posts a message for everyone in the channel.
   *
   * @param nonce the same for each try of the same message, at most 25 characters
   * @throws DeliveryError
   */
  post(channel: ChannelRef, card: Card, nonce: string): Promise<PostAnswer>;
  /**
   * Replaces what one of our messages says; notifies nobody.
   *
   * @param signal aborted when the edit is wanted no more: one that waits for its turn is not made then
   * @throws DeliveryError
   */
  edit(channel: ChannelRef, messageId: string, card: Card, signal?: AbortSignal): Promise<void>;
  /**
   * Whether the bot may post in a channel. Nothing is shown to anyone, except to the person who asks, where the
   * platform has no other way to find out.
   */
  checkChannel?(channel: ChannelRef, personId: string): Promise<ChannelCheck>;
  /** The name of a channel's workspace, and an address that opens the channel. */
  describeChannel?(channel: ChannelRef): ChannelName;
  /** Whom a person named as the platform writes mentions. @param typed as typed after `mention:` */
  readMention?(typed: string, channel: ChannelRef): TypedMention;
  /** The time zone of a person, as Intl names it; `undefined` where the platform does not tell. */
  timeZoneOf?(channel: ChannelRef, personId: string): Promise<string | undefined>;
  /** The address that opens one of our messages; `undefined` where it is not known yet. */
  linkTo?(channel: ChannelRef, messageId: string): string | undefined;
  /** Sends a direct message to one person of the channel's workspace; best effort. */
  tellPerson?(channel: ChannelRef, personId: string, card: Card): Promise<void>;
}

/** What the platform answers to a new message. */
export interface PostAnswer {
  /** The platform's id of the message. */
  readonly id: string;
  /**
   * Whether the message shows the card. A platform that drops a repeated nonce answers with the message of the first try:
   * that one shows what it was to say then.
   */
  readonly showsCard: boolean;
}

/** One role, group or person; `everyone`: all people of a channel or a server; `unknown`: nobody whom the platform knows. */
export type TypedMention = Mention | { readonly kind: 'everyone' | 'unknown' };

/** `name` fits into a sentence: `the Slack workspace Acme`. */
export interface ChannelName {
  readonly name: string;
  readonly url: string;
}

/** Whether a channel can be posted to; `problem` is a clause, and for a closed channel says what to do. */
export type ChannelCheck =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' | 'unknown'; readonly problem: string };

/**
 * A message did not reach its channel. `passing`: the platform or the way to it fails for now. `refused`: the platform
 * answers that it does not take this message; it may take another one. `lasting`: the channel can't be posted to, and
 * its subscriptions end. `message-gone`: the message to edit was deleted.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: 'passing' | 'refused' | 'lasting' | 'message-gone';
  /** The platform's own code, for the log. */
  readonly code: string;
  /** How long the platform asks us to wait, ms. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: DeliveryError['kind'],
    code: string,
    message: string,
    options: { retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}
