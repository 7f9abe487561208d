import { resumeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describeSnoozeEnd } from '../snoozeWords.ts';
import { person, type Text, text, time } from '../text.ts';

/** For everyone in a channel: until when its alerts are paused, and by whom; what follows is added below. */
export function channelSnoozed(facts: ContentOf<'channel-snoozed'>): Card {
  const { by, until, changes = [], isContinued = false } = facts;
  const end = endOf(facts);
  return {
    tone: 'neutral',
    title: text`😴 Alerts paused here until ${time(until)}`,
    body: [
      text`By ${person(by)}. What is still a problem then is posted then. Live messages keep updating.`,
      ...changes.map((change, index) => describeChange(change, isContinued && index === changes.length - 1)),
      ...(end === undefined ? [] : [describeSnoozeEnd(end)]),
    ],
    buttons: end === undefined && !isContinued ? [resumeButton({})] : [],
  };
}

function describeChange({ by, until }: { by: string; until: number }, isContinued: boolean): Text {
  return text`⏱️ ${person(by)} changed that: until ${time(until)}${isContinued ? ', see below' : ''}`;
}

function endOf({ ended, isOver, until }: ContentOf<'channel-snoozed'>): { at: number } | undefined {
  return ended ?? (isOver ? { at: until } : undefined);
}
