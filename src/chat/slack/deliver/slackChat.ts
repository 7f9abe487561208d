import type { webApi } from '@slack/bolt';
import { HOUR, SECOND } from '../../../duration.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { channelOpen } from '../../../messages/channelOpen.ts';
import type { Place } from '../../../place.ts';
import type { Losses } from '../../losses.ts';
import type { FinalPlatformError } from '../../platform.ts';
import { type ChatPort, DeliveryError, type PlaceCheck, type PlaceName } from '../../port.ts';
import type { Identity } from '../connect/identity.ts';
import { explainRefusal, isRefusal } from '../connect/refusals.ts';
import { type Message, renderMessage } from '../render/renderMessage.ts';
import type { Session } from '../session.ts';
import { explainFailure, isAboutContent } from './explainFailure.ts';
import type { Pace } from './pace.ts';

/** What is to be sent right after the start waits so long for the connection, once. */
const START_GRACE = 1.5 * SECOND;

export interface SlackChatOptions {
  readonly client: webApi.WebClient;
  readonly session: Session;
  readonly losses: Losses;
  readonly pace: Pace;
  readonly log: Log;
  readonly onFinal: (error: FinalPlatformError) => void;
}

/** A call with no more than what each message needs; both of Slack's own take it. */
interface Call extends Message {
  readonly channel: string;
  /** Bare words are no mentions. */
  readonly parse: 'none';
  readonly link_names: false;
}

/** The chat port of one Slack team. */
export class SlackChat implements ChatPort {
  readonly platform = 'slack';
  readonly #options: SlackChatOptions;
  readonly #grace: AbortSignal;

  constructor(options: SlackChatOptions) {
    this.#options = options;
    this.#grace = AbortSignal.timeout(START_GRACE);
  }

  async post(place: Place, card: Card): Promise<string> {
    const { client, losses } = this.#options;
    const answer = await this.#call(place, card, (call) =>
      client.chat.postMessage({ ...call, unfurl_links: false, unfurl_media: false }),
    );
    losses.forget(place.channel);
    if (answer.ts === undefined)
      throw new DeliveryError('passing', 'no_ts', 'Slack did not name the message it took');
    return answer.ts;
  }

  async edit(place: Place, messageId: string, card: Card): Promise<void> {
    const { client } = this.#options;
    await this.#call(place, card, (call) => client.chat.update({ ...call, ts: messageId }));
  }

  describePlace({ workspace, channel }: Place): PlaceName {
    const { identity } = this.#options.session;
    const name = identity?.teamId === workspace ? identity.teamName : undefined;
    return {
      name: `the Slack workspace ${name ?? workspace}`,
      url: `https://app.slack.com/client/${workspace}/${channel}`,
    };
  }

  /** By a direct message; the bot's own conversation with a person goes by the person's id. */
  async tellPerson(place: Place, personId: string, card: Card): Promise<void> {
    const { client, losses, log } = this.#options;
    // Whoever has just asked is told there, in the answer.
    if (losses.isAttended(place.channel, personId)) return;
    const call = this.#call(
      { ...place, channel: personId },
      card,
      (message) => client.chat.postMessage({ ...message, unfurl_links: false, unfurl_media: false }),
      place.channel,
    );
    await call.catch((err) => log.warn({ err, place }, 'a person could not be told that a channel is lost'));
  }

  /**
   * By a line for the asker alone: with the scopes that we have Slack lets nothing be found out without a message, and
   * one that nobody else sees is refused for the same reasons.
   *
   * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
   */
  async checkPlace(place: Place, personId: string): Promise<PlaceCheck> {
    const { client, session } = this.#options;
    const { channel } = place;
    try {
      const { botName } = await this.#enter(place);
      const message = renderMessage(channelOpen(), { commandName: session.commandName });
      try {
        await client.chat.postEphemeral({
          ...message,
          channel,
          user: personId,
          parse: 'none',
          link_names: false,
        });
        return { kind: 'open' };
      } catch (error) {
        throw explainFailure(error, { botName, channel });
      }
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      return error.kind === 'lasting'
        ? { kind: 'closed', problem: `${error.message}. Mend that, or use another channel` }
        : { kind: 'unknown', problem: error.message };
    }
  }

  /** @param about a channel that the card names by its id */
  async #call<T>(place: Place, card: Card, send: (call: Call) => Promise<T>, about?: string): Promise<T> {
    const { session, pace, losses } = this.#options;
    const identity = await this.#enter(place);
    const { channel } = place;
    const message = renderMessage(card, { commandName: session.commandName, channel: about });
    const call: Call = { ...message, channel, parse: 'none', link_names: false };
    const wait = pace.take(channel);
    if (wait > 0)
      // To wait here would hold up every other channel.
      throw new DeliveryError('passing', 'pace', 'Slack takes one message a second in a channel', {
        retryAfter: wait,
      });
    try {
      return await send(call).catch((error) => {
        // A message without its blocks is better than none.
        if (!isAboutContent(error)) throw error;
        return send({ ...call, blocks: [] });
      });
    } catch (error) {
      const failure = explainFailure(error, { botName: identity.botName, channel });
      if (failure.kind !== 'lasting') throw failure;
      if (isRefusal(error)) await this.#doubtToken(failure);
      losses.note(channel, failure);
      throw failure;
    }
  }

  /** The token is for one team: what belongs to another is never sent with it. */
  async #enter({ workspace }: Place): Promise<Identity> {
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
   * Slack refuses the token for a channel. Where it refuses the token as such, that is the end of us and not of
   * the channel: nothing that it subscribed to may be lost for it.
   */
  async #doubtToken(cause: DeliveryError): Promise<void> {
    const { client, onFinal } = this.#options;
    const final = await client.auth.test().then(
      () => undefined,
      (error: unknown) => explainRefusal(error, 'SLACK_BOT_TOKEN'),
    );
    if (final === undefined) return;
    onFinal(final);
    throw new DeliveryError('passing', cause.code, 'Slack refuses SLACK_BOT_TOKEN', { cause });
  }
}
