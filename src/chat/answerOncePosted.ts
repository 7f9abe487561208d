import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../duration.ts';
import type { Card } from '../messages/card.ts';
import type { DeliveryError } from '../notifications/chatPort.ts';
import type { DeliveryFailures } from './deliveryFailures.ts';

/** The answer waits no longer than this for the channel to take the message. */
const LONGEST_WAIT = 2 * SECOND;

export interface PostingRun {
  readonly deliveryFailures: DeliveryFailures;
  readonly channel: string;
  readonly person: string;
  /** Runs the command. */
  run(): Promise<Card>;
  /** Sends the channel what the command has for it; never rejects. */
  deliver(): Promise<void>;
  showAnswer(card: Card): Promise<void>;
  /** Shows, in place of the answer, that nothing can be posted in the channel, and why. */
  showFailure(error: DeliveryError): Promise<void>;
}

/**
 * Runs a command that posts in its channel, and answers it. The message is sent before the answer, so that the answer
 * can say whether the channel takes messages. A failure that comes after the answer replaces it.
 */
export async function answerOncePosted(posting: PostingRun): Promise<void> {
  const answering = posting.deliveryFailures.beginAnswer(posting.channel, posting.person);
  try {
    const card = await posting.run();
    const delivered = posting.deliver();
    await Promise.race([delivered, delay(LONGEST_WAIT, undefined, { ref: false })]);
    const early = answering.failure();
    await (early === undefined ? posting.showAnswer(card) : posting.showFailure(early));
    await delivered;
    const late = early === undefined ? answering.failure() : undefined;
    if (late !== undefined) await posting.showFailure(late);
  } finally {
    answering.end();
  }
}
