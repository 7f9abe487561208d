import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../duration.ts';
import type { Card } from '../messages/card.ts';
import type { DeliveryError } from '../notifications/chatPort.ts';
import type { DeliveryFailures } from './deliveryFailures.ts';

/** An answer waits so long to see whether what it promises can be posted; then it comes all the same. */
const PROOF = 2 * SECOND;

export interface PostingAsk {
  readonly deliveryFailures: DeliveryFailures;
  readonly channel: string;
  readonly person: string;
  /** Does what was asked for. */
  run(): Promise<Card>;
  /** Brings out what the core has to tell; never rejects. */
  deliver(): Promise<void>;
  show(card: Card): Promise<void>;
  /** Says in place of the answer that nothing reaches the channel, and why. */
  refuse(loss: DeliveryError): Promise<void>;
}

/**
 * Answers a command that begins something told later. A promise to tell a channel something is worth what a
 * message to it is worth: so the message comes first, and the answer says whether it arrived.
 */
export async function answerOncePosted(ask: PostingAsk): Promise<void> {
  const attendance = ask.deliveryFailures.attend(ask.channel, ask.person);
  try {
    const card = await ask.run();
    const delivered = ask.deliver();
    await Promise.race([delivered, delay(PROOF, undefined, { ref: false })]);
    const loss = attendance.failed();
    await (loss === undefined ? ask.show(card) : ask.refuse(loss));
    await delivered;
    const late = loss === undefined ? attendance.failed() : undefined;
    if (late !== undefined) await ask.refuse(late);
  } finally {
    attendance.leave();
  }
}
