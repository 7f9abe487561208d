import type { Card } from '../card.ts';
import { text } from '../text.ts';

/** Posted on platforms where only a message shows whether the bot can post in a channel. */
export function channelOpen(): Card {
  return {
    tone: 'good',
    title: text`📬 Threadwatch can post in this channel`,
    body: [],
    buttons: [],
  };
}
