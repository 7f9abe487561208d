import { type ChannelRef, channelKey } from '../channelRef.ts';
import { MINUTE } from '../duration.ts';
import type { Finding, Grade } from '../messages/findings.ts';
import { code, joinText, type Text, text, time } from '../messages/text.ts';
import type { DeadLetter } from '../notifications/deadLetters.ts';

/** A message that waits for a shorter time is nothing to do: most faults of a platform pass by themselves. */
const WAITS_TOO_LONG = MINUTE;

/** More lines than this say nothing that these do not. */
const LISTED = 10;

/** A channel in which messages or edits wait, since the platform does not take them. */
export interface WaitingChannel {
  readonly channel: ChannelRef;
  /** Whether new messages wait, or edits of posted ones. */
  readonly call: 'post' | 'edit';
  /** ms since the epoch. */
  readonly since: number;
  /** In the platform's own words, where they are known. */
  readonly reason?: string;
}

export interface DeliveryFacts {
  readonly waiting: readonly WaitingChannel[];
  readonly deadLetters: readonly DeadLetter[];
  readonly now: number;
  /** The caller's channel; left out where there is none. */
  readonly here?: ChannelRef;
}

/** Lists the channels in which something waits to be sent, and the messages that were set aside. */
export function checkDelivery({ waiting, deadLetters, now, here }: DeliveryFacts): Finding[] {
  const late = waiting.filter(({ since }) => now - since >= WAITS_TOO_LONG);
  // Where the platform's reason is known, the bot has tried; what waits in the store may be sent at the next start.
  const [refused, unsent] = [
    late.filter(({ reason }) => reason !== undefined),
    late.filter(({ reason }) => reason === undefined),
  ];
  return [
    ...limit(
      'fault',
      refused.map((each) => text`${nameOf(each.channel, here)}: ${describeWaiting(each)}`),
    ),
    ...limit(
      'advice',
      unsent.map((each) => text`${nameOf(each.channel, here)}: ${describeWaiting(each)}`),
    ),
    ...limit(
      'advice',
      deadLetters.map((each) => text`${nameOf(each.channel, here)}: ${describeDeadLetter(each)}`),
    ),
  ];
}

function describeWaiting({ call, since, reason }: WaitingChannel): Text {
  const what = call === 'post' ? 'messages wait' : 'edits of messages wait';
  return reason === undefined
    ? text`${what} since ${time(since)}: the log says why, and a start sends them`
    : text`${what} since ${time(since)}: ${reason}. Threadwatch keeps trying`;
}

function describeDeadLetter({ content, isToldThere, reason, code: refusal, at }: DeadLetter): Text {
  const ids =
    content.kind === 'container'
      ? [content.container]
      : content.kind === 'live'
        ? content.items.map(({ container }) => container)
        : [];
  const about =
    ids.length === 0
      ? text``
      : text` (${joinText(
          ids.slice(0, LISTED).map((id) => text`${code(id)}`),
          ', ',
        )})`;
  const there = isToldThere ? 'a notice stands in its place' : 'nothing stands in its place';
  return text`a message about ${content.kind}${about} was refused and set aside ${time(at)}; ${there}. ${reason} (${code(refusal)})`;
}

function nameOf(channel: ChannelRef, here: ChannelRef | undefined): Text {
  const isHere = here !== undefined && channelKey(channel) === channelKey(here);
  return isHere ? text`This channel` : text`Channel ${code(channel.id)}`;
}

function limit(grade: Grade, lines: readonly Text[]): Finding[] {
  const unlisted = lines.length - LISTED;
  const shown = lines.slice(0, LISTED);
  return [...shown, ...(unlisted > 0 ? [text`… and ${unlisted} more like these`] : [])].map((words) => ({
    grade,
    words,
  }));
}
