import type { webApi } from '@slack/bolt';
import type { ChannelRef } from '../../../channelRef.ts';
import { HOUR, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { channelOpen } from '../../../messages/replies/channelOpen.ts';
import {
  type ChannelCheck,
  type ChannelName,
  type ChatPort,
  type DeliveryCall,
  DeliveryError,
  type PostAnswer,
  type TypedMention,
} from '../../../notifications/chatPort.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import type { FinalPlatformError } from '../../platform.ts';
import { isTokenRefusal, tokenRefused } from '../connect/finalErrors.ts';
import type { Identity } from '../connect/identity.ts';
import type { Session } from '../connect/session.ts';
import { isAnswered } from '../connect/slackErrors.ts';
import { type Message, renderMessage } from '../render/renderMessage.ts';
import type { ChannelRateLimiter } from './channelRateLimiter.ts';
import { explainFailure, isAboutContent } from './explainFailure.ts';
import { readMention } from './readMention.ts';

/** Right after the start, a message waits so long for the connection. */
const START_GRACE = 1.5 * SECOND;

export interface SlackPortOptions {
  readonly client: webApi.WebClient;
  /** The client for edits. */
  readonly editClient: webApi.WebClient;
  readonly session: Session;
  readonly deliveryFailures: DeliveryFailures;
  readonly rateLimiter: ChannelRateLimiter;
  readonly log: Log;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** The arguments that `chat.postMessage` and `chat.update` have in common. */
interface Call extends Message {
  readonly channel: string;
  /** Plain words become no mentions. */
  readonly parse: 'none';
  readonly link_names: false;
}

/** The chat port of one Slack team. */
export class SlackPort implements ChatPort {
  readonly platform = 'slack';
  readonly #options: SlackPortOptions;
  readonly #grace: AbortSignal;
  /** Until Slack refuses to tell of people. */
  #knowsPeople = true;

  constructor(options: SlackPortOptions) {
    this.#options = options;
    this.#grace = AbortSignal.timeout(START_GRACE);
  }

  /** Slack posts a message for each try. */
  async post(channel: ChannelRef, card: Card): Promise<PostAnswer> {
    const { client, deliveryFailures } = this.#options;
    const answer = await this.#call('post', channel, card, (call) =>
      client.chat.postMessage({ ...call, unfurl_links: false, unfurl_media: false }),
    );
    deliveryFailures.clear(channel.id);
    if (answer.ts === undefined)
      throw new DeliveryError('passing', 'no_ts', 'Slack did not name the message it took');
    return { id: answer.ts, showsCard: true };
  }

  async edit(channel: ChannelRef, messageId: string, card: Card): Promise<void> {
    const { editClient } = this.#options;
    await this.#call('edit', channel, card, (call) => editClient.chat.update({ ...call, ts: messageId }));
  }

  describeChannel({ workspace, id: channel }: ChannelRef): ChannelName {
    const { identity } = this.#options.session;
    const name = identity?.teamId === workspace ? identity.teamName : undefined;
    return {
      name: `the Slack workspace ${name ?? workspace}`,
      url: `https://app.slack.com/client/${workspace}/${channel}`,
    };
  }

  readMention(typed: string): TypedMention {
    return readMention(typed);
  }

  /** Only an app with the scope `users:read` is told; the manifest does not ask for it. */
  async timeZoneOf(_channel: ChannelRef, personId: string): Promise<string | undefined> {
    if (!this.#knowsPeople) return undefined;
    try {
      const { user } = await this.#options.client.users.info({ user: personId });
      return user?.tz;
    } catch (error) {
      this.#knowsPeople = !isAnswered(error);
      return undefined;
    }
  }

  /** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
  linkTo({ workspace, id: channel }: ChannelRef, messageId: string): string | undefined {
    const { identity } = this.#options.session;
    if (identity?.teamUrl === undefined || identity.teamId !== workspace) return undefined;
    return new URL(`archives/${channel}/p${messageId.replace('.', '')}`, identity.teamUrl).href;
  }

  /** Sends a direct message. Slack takes a person's id for the channel of it. */
  async tellPerson(channel: ChannelRef, personId: string, card: Card): Promise<void> {
    const { client, deliveryFailures, log } = this.#options;
    // The answer that is in progress tells this person.
    if (deliveryFailures.isAnswering(channel.id, personId)) return;
    const call = this.#call(
      'post',
      { ...channel, id: personId },
      card,
      (message) => client.chat.postMessage({ ...message, unfurl_links: false, unfurl_media: false }),
      channel.id,
    );
    await call.catch((err) =>
      log.warn({ err, channel }, 'a person could not be told that a channel refuses messages'),
    );
  }

  /**
   * Sends a line that only this person sees. With the bot's scopes only a message shows whether it may post, and such a
   * line is refused for the same reasons as any other.
   *
   * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
   */
  async checkChannel(channel: ChannelRef, personId: string): Promise<ChannelCheck> {
    const { client, session } = this.#options;
    try {
      const { botName } = await this.#requireIdentity(channel);
      const message = renderMessage(channelOpen(), session.textOptions);
      try {
        await client.chat.postEphemeral({
          ...message,
          channel: channel.id,
          user: personId,
          parse: 'none',
          link_names: false,
        });
        return { kind: 'open' };
      } catch (error) {
        throw explainFailure(error, { botName, channel: channel.id });
      }
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      return error.kind === 'lasting'
        ? { kind: 'closed', problem: `${error.message}. Mend that, or use another channel` }
        : { kind: 'unknown', problem: error.message };
    }
  }

  /** @param about a channel whose id is in the card */
  async #call<T>(
    kind: DeliveryCall,
    channel: ChannelRef,
    card: Card,
    send: (call: Call) => Promise<T>,
    about?: string,
  ): Promise<T> {
    const { session, rateLimiter, deliveryFailures } = this.#options;
    const identity = await this.#requireIdentity(channel);
    const message = renderMessage(card, { ...session.textOptions, channel: about });
    const call: Call = { ...message, channel: channel.id, parse: 'none', link_names: false };
    const wait = rateLimiter.take(`${kind} ${channel.id}`);
    if (wait > 0)
      // Waiting here would delay every other channel.
      throw new DeliveryError('passing', 'pace', 'Slack takes one message a second in a channel', {
        retryAfter: wait,
      });
    try {
      return await send(call).catch((error) => {
        // A message without blocks is better than none.
        if (!isAboutContent(error)) throw error;
        return send({ ...call, blocks: [] });
      });
    } catch (error) {
      const failure = explainFailure(error, { botName: identity.botName, channel: channel.id });
      if (failure.kind !== 'lasting') throw failure;
      if (isTokenRefusal(error)) await this.#checkToken(failure);
      deliveryFailures.record(channel.id, failure);
      throw failure;
    }
  }

  /** The token is for one team: nothing for another team is sent with it. @throws DeliveryError */
  async #requireIdentity({ workspace }: ChannelRef): Promise<Identity> {
    const identity = await this.#options.session.whenKnown(this.#grace);
    if (identity === undefined)
      throw new DeliveryError('passing', 'not_connected', 'Slack is not connected yet');
    if (identity.teamId !== workspace)
      throw new DeliveryError('passing', 'other_workspace', `SLACK_BOT_TOKEN is not for ${workspace}`, {
        retryAfter: HOUR,
      });
    return identity;
  }

  /**
   * Slack refused the token for a channel. Where it refuses the token everywhere, the program must end, and the channel
   * must keep its subscriptions.
   *
   * @throws DeliveryError where Slack refuses the token everywhere
   */
  async #checkToken(cause: DeliveryError): Promise<void> {
    const { client, onFinal } = this.#options;
    const final = await client.auth.test().then(
      () => undefined,
      (error: unknown) => tokenRefused(error, 'SLACK_BOT_TOKEN'),
    );
    if (final === undefined) return;
    onFinal(final);
    throw new DeliveryError('passing', cause.code, 'Slack refuses SLACK_BOT_TOKEN', { cause });
  }
}
