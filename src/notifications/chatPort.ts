import type { ChannelRef, PlatformName } from '../channelRef.ts';
import type { Card } from '../messages/card.ts';

/** A channel as the core sees it; each platform stands behind one. */
export interface ChatPort {
  readonly platform: PlatformName;
  /**
   * Posts a message for everyone in the channel.
   *
   * @param nonce the same for each try of the same message, at most 25 characters
   * @returns the id under which the platform knows the message
   * @throws DeliveryError
   */
  post(channel: ChannelRef, card: Card, nonce: string): Promise<string>;
  /** Replaces what a message of ours says; notifies nobody. @throws DeliveryError */
  edit(channel: ChannelRef, messageId: string, card: Card): Promise<void>;
  /**
   * Whether a message would be taken in a channel. Nobody is shown anything, but for the person who asks, where the
   * platform has no other way to find out.
   */
  checkChannel?(channel: ChannelRef, personId: string): Promise<ChannelCheck>;
  /** How people call the workspace of a channel, and an address that opens the channel. */
  describeChannel?(channel: ChannelRef): ChannelName;
  /** Tells one person, apart from any channel, where the platform has a way to; best effort. */
  tellPerson?(channel: ChannelRef, personId: string, card: Card): Promise<void>;
}

/** `name` is words for a sentence, such as `the Slack workspace Acme`. */
export interface ChannelName {
  readonly name: string;
  readonly url: string;
}

/** Whether a channel can be posted to; `problem` is a clause, and of a closed one says what to do. */
export type ChannelCheck =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' | 'unknown'; readonly problem: string };

/**
 * A message that did not reach its channel: `passing` is tried again, `lasting` ends what the channel
 * subscribed to, `message-gone` means that the message to edit no longer stands there.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: 'passing' | 'lasting' | 'message-gone';
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
