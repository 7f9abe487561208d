import type { Card } from '../card.ts';
import { text } from '../text.ts';

/** For whoever asks whether we can post in a channel, where only a message finds that out: it is the answer itself. */
export function channelOpen(): Card {
  return {
    tone: 'good',
    title: text`📬 Threadwatch can post in this channel: this line, for you alone, is the proof`,
    body: [],
    buttons: [],
  };
}
