import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { command, text } from '../../../messages/text.ts';
import type { DeliveryError } from '../../../notifications/chatPort.ts';

/** The answer where what was asked for can't be told in its channel: nothing of it stays. */
export function cannotTell(loss: DeliveryError, line: string): Card {
  return refusal(
    text`Nothing can be posted here, so nothing is told here: ${loss.message}`,
    text`Then type ${command(line)} again.`,
  );
}
