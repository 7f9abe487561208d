import type { Card } from '../card.ts';
import { describePost, namePost, type PostFacts } from '../postWords.ts';
import { command, person, type Text, text, time } from '../text.ts';

export interface PublishingFacts extends PostFacts {
  readonly account: string;
  /** Who pressed. */
  readonly by: string;
  /** What it waits for: that it is ready, a moment (ms since the epoch), or Threads' answer. */
  readonly waitsFor: 'ready' | 'answer' | { readonly at: number; readonly isResting: boolean };
}

/** The answer to a press while there is no outcome yet. */
export function publishing({ account, container, note, by, waitsFor }: PublishingFacts): Card {
  const name = namePost({ container, note });
  return {
    tone: 'waiting',
    title: text`⏳ ${name} ${saysWhen(waitsFor)}`,
    body: [...explain(waitsFor, container, account), RESULT],
    context: [describePost({ container, account, note }, text`Publish pressed by ${person(by)}`)],
    buttons: [],
  };
}

const RESULT = text`What comes of it is posted in the channel where it was pressed.`;

function saysWhen(waitsFor: PublishingFacts['waitsFor']): Text {
  if (waitsFor === 'ready') return text`is to be published when it is ready`;
  if (waitsFor === 'answer') return text`is being published`;
  return waitsFor.isResting
    ? text`is to be published on ${time(waitsFor.at)}`
    : text`can't be checked now; it is to be published when it can`;
}

function explain(waitsFor: PublishingFacts['waitsFor'], container: string, account: string): Text[] {
  if (waitsFor === 'answer')
    return [text`Threads has not answered yet. Don't publish it elsewhere meanwhile.`];
  if (waitsFor === 'ready')
    return [
      text`The checks of its watch find that out. To call it off, stop watching it: ${command(`unwatch ${container} account:${account}`)}`,
    ];
  return waitsFor.isResting
    ? [text`It has only just become ready. Meta recommends to wait 30 seconds before publishing.`]
    : [text`The next check is made ${time(waitsFor.at)}.`];
}

/** The answer to a press where Threads takes longer than a person should wait. */
export function publishingSlow(container: string): Card {
  return {
    tone: 'waiting',
    title: text`⏳ Threads is slow to answer: ${namePost({ container })} is still being published`,
    body: [text`Don't publish it elsewhere meanwhile.`, RESULT],
    buttons: [],
  };
}
