import type { ToldMessage } from '../chaosChat.ts';
import type { ChannelWatch, Start } from './channelWatch.ts';
import { meets, putOff, TOLERANCE } from './delays.ts';
import { statusAt } from './life.ts';
import { findCheck, isUnsettled, lastCheck } from './owedAlerts.ts';
import { isLive, lineOf } from './readMessage.ts';
import { fulfil, type Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How the line of a container reads once its watch has ended so. */
const END_SIGNS: Readonly<Record<string, string>> = {
  ERROR: '❌',
  EXPIRED: '⌛',
  PUBLISHED: 'published',
  FINISHED: '⌛',
  IN_PROGRESS: '⌛',
  'not found': '❔',
  'not a container': '🚫',
};

/** Whether each `watch` got its live message, and the message shows in time what became of the container. */
export function judgeLive(watching: ChannelWatch, told: readonly ToldMessage[]): Partial<Verdict>[] {
  const messages = told.filter(
    (message) => isLive(message) && message.versions.some(({ words }) => words.includes(watching.id)),
  );
  return [
    ...watching.starts
      .filter(({ isSure, isAgain }) => isSure && !isAgain)
      .filter((start) => !isOverAtFirst(watching, start))
      .flatMap((start) => [
        judgePosted(watching, start, messages),
        judgePublished(watching, start, messages),
      ]),
    judgeEnd(watching, messages),
  ];
}

/** A watch that its first check ends has no live message: the answer to the command says it all. */
function isOverAtFirst({ life }: ChannelWatch, { answeredAt }: Start): boolean {
  return ['ERROR', 'EXPIRED', 'PUBLISHED', 'not a container'].includes(statusAt(life, answeredAt) ?? '');
}

function judgePosted(
  watching: ChannelWatch,
  start: Start,
  messages: readonly ToldMessage[],
): Partial<Verdict> {
  const { id, name, starts, otherDelays, flushes, isLost } = watching;
  const { at, note } = start;
  const posted = messages.filter((each) => each.at >= at);
  const anew = starts.slice(starts.indexOf(start) + 1).filter(({ isAgain }) => !isAgain);
  // A message that comes later than the next watch says nothing of the one before.
  const isOvertaken = anew.some((next) => posted.every((each) => each.at >= next.at));
  const owed = {
    what: `${name}: its live message was due`,
    from: at,
    until: putOff(at, otherDelays) + TOLERANCE,
  };
  // Where a message waits for the chat until a newer watch is answered with the end, nothing is left for it to say.
  const isAnswered = anew.some(
    (next) => next.isSure && next.at < owed.until && isOverAtFirst(watching, next),
  );
  if (isAnswered || isLost(owed.from, owed.until)) return {};
  const wrong =
    note !== undefined &&
    !isOvertaken &&
    flushes.every((flush) => flush < at) &&
    posted.length > 0 &&
    !posted.some(({ first }) => first.includes(note))
      ? [`${name}: the live message of ${id} does not say “${note}”`]
      : [];
  return {
    ...fulfil(
      owed,
      posted.map((each) => each.at),
    ),
    wrong,
  };
}

/** Being published is told by an edit alone. */
function judgePublished(
  watching: ChannelWatch,
  start: Start,
  messages: readonly ToldMessage[],
): Partial<Verdict> {
  const { id, name, life, threadsDelays, otherDelays, isRough } = watching;
  const end = life.at(-1);
  const isDeleted = messages.some(({ deletedAt }) => deletedAt !== undefined);
  if (end?.status !== 'PUBLISHED' || isRough || isDeleted || isUnsettled(watching, start)) return {};
  if (meets(threadsDelays, watching.bornAt + 23 * HOUR, watching.bornAt + 24 * HOUR)) return {};
  const until = putOff(findCheck(watching, start, end.from), [...threadsDelays, ...otherDelays]) + TOLERANCE;
  const from = Math.max(start.at, end.from);
  if (until >= start.until || watching.isLost(from, until)) return {};
  const moments = messages.flatMap(({ versions }) =>
    versions.filter(({ words }) => lineOf(words, id).includes('published')).map(({ at }) => at),
  );
  return fulfil({ what: `${name}: its live message was to show it`, from, until }, moments);
}

/** In the end, the latest live message says how the latest watch ended. */
function judgeEnd(watching: ChannelWatch, messages: readonly ToldMessage[]): Partial<Verdict> {
  const { id, name, life, starts, stops, bornAt, threadsDelays, isRough } = watching;
  const latest = starts.at(-1);
  // A process that was paused and goes on may post once more, and nobody knows of that message.
  const message = messages.findLast(({ versions }) => !versions[0]?.isOfFormer) ?? messages.at(-1);
  const isVague =
    isRough ||
    message?.versions.at(-1)?.isOfFormer === true ||
    starts.some((start) => !start.isSure || isUnsettled(watching, start)) ||
    meets(threadsDelays, bornAt + 23 * HOUR, lastCheck(watching) + MINUTE);
  if (latest === undefined || message === undefined || isVague || isOverAtFirst(watching, latest)) return {};
  // Of commands that are typed at one moment, as after a sleep, the order counts.
  const stop = stops.find((at) => at >= latest.until);
  if (stop === undefined && Number.isFinite(latest.until)) return {};
  const status = life.at(-1)?.status ?? '';
  const endsAt = Math.max(stop ?? life.at(-1)?.from ?? 0, latest.at);
  if (watching.isLost(endsAt, putOff(Math.max(endsAt, lastCheck(watching)), watching.otherDelays))) return {};
  // Nobody misses the end of a message that was deleted after it. What was stopped need not be told anew.
  if (message.deletedAt !== undefined && (message.deletedAt >= endsAt || stop !== undefined)) return {};
  const sign = stop === undefined ? (END_SIGNS[status] ?? '') : 'stopped by';
  const line = lineOf(message.versions.at(-1)?.words ?? '', id);
  const isEnded = watching.hasDied && line.includes(END_SIGNS[status] ?? '');
  if ((line.includes(sign) || isEnded) && message.deletedAt === undefined) return {};
  return { missed: [`${name}: its live message reads “${line}” in the end, not “${sign}”`] };
}
