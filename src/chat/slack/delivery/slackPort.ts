import { type ChannelRef, channelKey } from '../../../channelRef.ts';
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
import { isTokenRefusal } from '../connect/finalErrors.ts';
import { isAnswered } from '../connect/slackErrors.ts';
import { type Message, renderMessage } from '../render/renderMessage.ts';
import type { Session } from '../teams/session.ts';
import type { TeamAccess, Teams } from '../teams/teams.ts';
import type { ChannelRateLimiter } from './channelRateLimiter.ts';
import { explainFailure, isAboutContent } from './explainFailure.ts';
import { readMention } from './readMention.ts';

export interface SlackPortOptions {
  readonly teams: Teams;
  readonly session: Session;
  readonly deliveryFailures: DeliveryFailures;
  readonly rateLimiter: ChannelRateLimiter;
  readonly log: Log;
}

/** The arguments that `chat.postMessage` and `chat.update` have in common. */
interface Call extends Message {
  readonly channel: string;
  /** Plain words become no mentions. */
  readonly parse: 'none';
  readonly link_names: false;
}

/** The chat port of Slack. Each channel is called with its own team's token. */
export class SlackPort implements ChatPort {
  readonly platform = 'slack';
  readonly #options: SlackPortOptions;
  /** The teams of which Slack refuses to tell about people. */
  readonly #withoutPeople = new Set<string>();

  constructor(options: SlackPortOptions) {
    this.#options = options;
  }

  /** Slack posts a message for each try. */
  async post(channel: ChannelRef, card: Card): Promise<PostAnswer> {
    const { deliveryFailures } = this.#options;
    const answer = await this.#call('post', channel, card, (call, { client }) =>
      client.chat.postMessage({ ...call, unfurl_links: false, unfurl_media: false }),
    );
    deliveryFailures.clear(channelKey(channel));
    if (answer.ts === undefined)
      throw new DeliveryError('passing', 'no_ts', 'Slack did not name the message it took');
    return { id: answer.ts, showsCard: true };
  }

  async edit(channel: ChannelRef, messageId: string, card: Card): Promise<void> {
    await this.#call('edit', channel, card, (call, { editClient }) =>
      editClient.chat.update({ ...call, ts: messageId }),
    );
  }

  describeChannel({ workspace, id: channel }: ChannelRef): ChannelName {
    const name = this.#options.teams.known(workspace)?.teamName;
    return {
      name: `the Slack workspace ${name ?? workspace}`,
      url: `https://app.slack.com/client/${workspace}/${channel}`,
    };
  }

  readMention(typed: string): TypedMention {
    return readMention(typed);
  }

  /** Only an app with the scope `users:read` is told; the manifest does not ask for it. */
  async timeZoneOf({ workspace }: ChannelRef, personId: string): Promise<string | undefined> {
    if (this.#withoutPeople.has(workspace)) return undefined;
    try {
      const { client } = await this.#options.teams.access(workspace);
      const { user } = await client.users.info({ user: personId });
      return user?.tz;
    } catch (error) {
      if (isAnswered(error)) this.#withoutPeople.add(workspace);
      return undefined;
    }
  }

  /** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
  linkTo({ workspace, id: channel }: ChannelRef, messageId: string): string | undefined {
    const teamUrl = this.#options.teams.known(workspace)?.teamUrl;
    if (teamUrl === undefined) return undefined;
    return new URL(`archives/${channel}/p${messageId.replace('.', '')}`, teamUrl).href;
  }

  /** Sends a direct message. Slack takes a person's id for the channel of it. */
  async tellPerson(channel: ChannelRef, personId: string, card: Card): Promise<void> {
    const { deliveryFailures, log } = this.#options;
    // The answer that is in progress tells this person.
    if (deliveryFailures.isAnswering(channelKey(channel), personId)) return;
    const call = this.#call(
      'post',
      { ...channel, id: personId },
      card,
      (message, { client }) =>
        client.chat.postMessage({ ...message, unfurl_links: false, unfurl_media: false }),
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
    const { teams, session } = this.#options;
    try {
      const { client, identity } = await teams.access(channel.workspace);
      const { botName } = identity;
      const message = renderMessage(channelOpen(), session.textOptionsFor(channel.workspace));
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
    send: (call: Call, access: TeamAccess) => Promise<T>,
    about?: string,
  ): Promise<T> {
    const { teams, session, rateLimiter, deliveryFailures } = this.#options;
    const access = await teams.access(channel.workspace);
    const message = renderMessage(card, { ...session.textOptionsFor(channel.workspace), channel: about });
    const call: Call = { ...message, channel: channel.id, parse: 'none', link_names: false };
    const wait = rateLimiter.take(`${kind} ${channelKey(channel)}`);
    if (wait > 0)
      // Waiting here would delay every other channel.
      throw new DeliveryError('passing', 'pace', 'Slack takes one message a second in a channel', {
        retryAfter: wait,
      });
    try {
      return await send(call, access).catch((error) => {
        // A message without blocks is better than none.
        if (!isAboutContent(error)) throw error;
        return send({ ...call, blocks: [] }, access);
      });
    } catch (error) {
      const { botName } = access.identity;
      const failure = explainFailure(error, { botName, channel: channel.id });
      if (failure.kind !== 'lasting') throw failure;
      if (isTokenRefusal(error)) await teams.checkToken(channel.workspace, access, failure);
      deliveryFailures.record(channelKey(channel), failure);
      throw failure;
    }
  }
}
