import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { person, text, time } from '../text.ts';

/** For everyone in a channel: who snoozed it and until when; later, that the snooze has ended. */
export function channelSnoozed({ by, until, isOver }: ContentOf<'channel-snoozed'>): Card {
  if (isOver)
    return {
      tone: 'neutral',
      title: text`☀️ Alerts come here again: the snooze of this channel is over`,
      body: [text`It was snoozed by ${person(by)}.`],
      buttons: [],
    };
  return {
    tone: 'neutral',
    title: text`😴 No alerts come here: ${person(by)} snoozed this channel; that ends ${time(until)}`,
    body: [text`What is still true by then is told once. Live messages go on.`],
    buttons: [],
  };
}
