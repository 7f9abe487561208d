import type { Card } from '../../../messages/card.ts';
import { refusal } from '../../../messages/replies/refusal.ts';
import { command, text } from '../../../messages/text.ts';
import type { DeliveryError } from '../../../notifications/chatPort.ts';

/** For a command that posts, in a channel that refused its message. What the command began was undone. */
export function postFailed(error: DeliveryError, line: string): Card {
  return refusal(
    text`Nothing can be posted here, so nothing is told here: ${error.message}`,
    text`Then type ${command(line)} again.`,
  );
}
