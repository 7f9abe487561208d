import { type ChannelRef, channelKey } from '../../channelRef.ts';
import { expiresAt } from '../../threads/status.ts';
import type { Watch } from '../../watches/watch.ts';
import type { Card } from '../card.ts';
import { describeState, refusedWords } from '../containerWords.ts';
import { describeAsker } from '../postWords.ts';
import { describeSnoozes, resumeButtons, type ShownSnooze } from '../snoozeWords.ts';
import { briefTime, code, command, joinText, person, type Text, text, time } from '../text.ts';

export interface WatchListFacts {
  readonly watches: readonly Watch[];
  /** Set if only this account's watches were requested. */
  readonly account: string | undefined;
  readonly channel: ChannelRef;
  /** The accounts that have an outage at present. */
  readonly accountsDown: ReadonlySet<string>;
  /** What is snoozed in the channel. */
  readonly snoozes: readonly ShownSnooze[];
}

/** The answer to `watches`: the channel's watches, in the order of their next checks. */
export function watchList({ watches, account, channel, accountsDown, snoozes }: WatchListFacts): Card {
  const isListed = (snooze: ShownSnooze): boolean => watches.some((watch) => isAbout(snooze, watch));
  const paused = {
    body: describeSnoozes(snoozes.filter((snooze) => !isListed(snooze))),
    buttons: resumeButtons(snoozes),
  };
  const of = account === undefined ? '' : ` of ${account}`;
  if (watches.length === 0)
    return {
      tone: 'neutral',
      title: text`👀 This channel watches nothing${of}`,
      body: [
        ...paused.body,
        text`To watch a post, type ${command('watch 17900000000000001')} with the id of its container.`,
      ],
      buttons: paused.buttons,
    };
  return {
    tone: 'waiting',
    title: text`👀 This channel watches ${watches.length === 1 ? 'one post' : `${watches.length} posts`}${of}`,
    body: paused.body,
    items: watches.map((watch) => {
      const snooze = snoozes.find((each) => isAbout(each, watch));
      const quiet = snooze ? text`; 😴 snoozed by ${person(snooze.by)} until ${time(snooze.until)}` : text``;
      return text`${describe(watch, channel, accountsDown.has(watch.account))}${quiet}`;
    }),
    buttons: paused.buttons,
  };
}

function isAbout({ account, container }: ShownSnooze, watch: Watch): boolean {
  return container === watch.container && account === watch.account;
}

function describe(watch: Watch, channel: ChannelRef, isDown: boolean): Text {
  const { account, container, createdAt, state, failing, nextCheckAt, subscribers } = watch;
  const { sign, words } = describeState(state, undefined);
  const subscriber = subscribers.find((each) => channelKey(each.channel) === channelKey(channel));
  const note = subscriber?.note === undefined ? '' : ` “${subscriber.note}”`;
  const next = isDown ? text`can't be checked now` : text`next check ${briefTime(nextCheckAt)}`;
  const asker =
    subscriber === undefined
      ? ''
      : text`; ${joinText(describeAsker(subscriber.by, subscriber.hook?.name), '')}`;
  return text`${sign} ${code(container)} of ${account}${note}: ${words}${describeFailing(state, failing)}; ${next}; expires ${briefTime(expiresAt(createdAt))}${asker}`;
}

/** Whether the last check failed after earlier ones had been answered; otherwise its state says so. */
function describeFailing(state: Watch['state'], failing: Watch['failing']): Text {
  if (failing === undefined || state.kind !== 'status') return text``;
  return text` at the last answered check; now it ${refusedWords(failing.error)}`;
}
