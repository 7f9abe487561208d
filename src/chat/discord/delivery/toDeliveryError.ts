import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { type DeliveryCall, DeliveryError } from '../../../notifications/chatPort.ts';
import { describeFault } from '../rest/describeFault.ts';

/**
 * The codes that end a channel's subscriptions, each with the reason as a clause for people.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const LASTING: ReadonlyMap<number, string> = new Map([
  [10003, 'the channel is gone'],
  [10004, 'the bot is no longer in that server'],
  [
    50001,
    'the bot can no longer see the channel: it lacks View Channel there, or was removed from the server',
  ],
  [50008, 'it is no channel that takes messages'],
  [
    50013,
    'the bot lacks a permission there: Send Messages (in threads: Send Messages in Threads) or Embed Links',
  ],
  [50024, 'it is no channel that takes messages'],
  [50083, 'the thread is archived and locked'],
  [160005, 'the thread is locked'],
]);

const UNKNOWN_MESSAGE = 10008;
const ARCHIVED_THREAD = 50083;
/** The message is one that the bot did not write, or can't change any more. */
const NOT_OURS = 50005;

/** What these say of the words of a message says nothing about the channel, whatever their HTTP status. */
const WORDS_REFUSED: ReadonlySet<number> = new Set([20009, 200000, 200001, 240000]);

/** This 403 comes from Discord's proxies and says nothing about the channel. */
const INTERNAL_NETWORK_ERROR = 40333;

/** Classifies the error of a post or an edit by what becomes of the message. */
export function toDeliveryError(error: unknown, call: DeliveryCall): DeliveryError {
  const { code, message, status } = describeFault(error);
  const words = `Discord: ${message}${status === undefined ? '' : ` (HTTP ${status})`}`;
  if (error instanceof RateLimitError)
    return new DeliveryError('passing', code, words, { retryAfter: error.retryAfter, cause: error });
  if (error instanceof HTTPError || !(error instanceof DiscordAPIError))
    return new DeliveryError('passing', code, words, { cause: error });
  const number = Number(error.code);
  // An archived thread refuses edits, but a new message opens it again.
  if (call === 'edit' && [UNKNOWN_MESSAGE, ARCHIVED_THREAD, NOT_OURS].includes(number))
    return new DeliveryError('message-gone', code, words, { cause: error });
  if (WORDS_REFUSED.has(number)) return new DeliveryError('refused', code, words, { cause: error });
  const reason = LASTING.get(number);
  if (reason !== undefined) return new DeliveryError('lasting', code, reason, { cause: error });
  if (status === 403 && number > 0 && number !== INTERNAL_NETWORK_ERROR)
    return new DeliveryError('lasting', code, `Discord refuses it: ${message}`, { cause: error });
  if (isAboutMessage(error.status, number))
    return new DeliveryError('refused', code, words, { cause: error });
  return new DeliveryError('passing', code, words, { cause: error });
}

/** Discord has read the call and refuses it. A page of a proxy has no code. */
function isAboutMessage(status: number, code: number): boolean {
  if (Number.isNaN(code)) return false;
  return status === 400 || status === 413 || status === 422 || (status === 404 && code > 0);
}
