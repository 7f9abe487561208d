import type { ChannelWatch, Start } from './channelWatch.ts';
import { meets } from './delays.ts';
import { hadStatus, statusAt } from './life.ts';
import { isUnsettled } from './owedAlerts.ts';
import { isUrgent } from './quietHours.ts';
import type { AlertKind, ContainerTelling } from './readMessage.ts';
import { isWithin } from './snoozes.ts';
import { clock } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is told while a watch goes on. */
const INTERIM: ReadonlySet<AlertKind> = new Set(['delayed', 'unpublished', 'expiring', 'unreadable']);

/** What is wrong with something that was told: nobody there wants to know it, not now, or it is not so. */
export function findWrong(watching: ChannelWatch, telling: ContainerTelling): string[] {
  const { name, starts, stops, snoozes, holds, otherDelays } = watching;
  const { kind, at, message } = telling;
  const wrong: string[] = [];
  const say = (words: string): void => void wrong.push(`${name}: ${kind} was told at ${clock(at)}, ${words}`);
  const before = starts.filter((each) => each.at <= at);
  const start = before.at(-1);
  if (start === undefined) {
    say('where nobody watched it');
    return wrong;
  }
  const stop = stops.findLast((each) => each < at);
  // An end that was held back, of a watch before the one that was stopped, is told all the same.
  const earlier = before.at(-2);
  const isHeldBack = (from: number): boolean => holds.sure.length > 0 || meets(otherDelays, from, at);
  const isOfEarlier = earlier !== undefined && isHeldBack(earlier.at) && !INTERIM.has(kind);
  if (stop !== undefined && start.at < stop && !isOfEarlier) say(`after unwatch at ${clock(stop)}`);
  const held = isUrgent(kind) ? snoozes : holds;
  if (!held.isDoubtful && isWithin(held.sure, at)) say('in a snooze or in quiet hours');
  if (!isTrue(watching, before, telling)) say('which is not so');
  const added = before.filter(({ isAgain }) => !isAgain);
  // What was held back may be of an earlier watch, with the note of that one.
  const notes = added.map(({ note }) => note);
  const words = message.versions.findLast((version) => version.at <= at)?.words ?? '';
  const isNoted = notes.some((note) => note === undefined || words.includes(note));
  // Notes are lost with the store.
  const isKept = watching.flushes.every((flush) => flush > at || added.every((each) => each.at > flush));
  if (added.every(({ isSure }) => isSure) && !isNoted && isKept) say(`without its note “${notes.join()}”`);
  return wrong;
}

/** Whether Threads has said so, or the clock. */
function isTrue(watching: ChannelWatch, starts: readonly Start[], { kind, at }: ContainerTelling): boolean {
  const { life, bornAt, threadsDelays, isRough } = watching;
  const isBlind = isRough || meets(threadsDelays, bornAt + 22 * HOUR, at);
  switch (kind) {
    case 'failed':
      return hadStatus(life, 'ERROR', bornAt, at);
    case 'expired':
      return hadStatus(life, 'EXPIRED', bornAt, at);
    case 'unfinished': {
      const status = statusAt(life, bornAt + 24 * HOUR);
      return at >= bornAt + 24 * HOUR && (status === 'IN_PROGRESS' || status === 'FINISHED');
    }
    case 'over':
      return at >= bornAt + 24 * HOUR && isBlind && hadStatus(life, 'FINISHED', bornAt, at);
    case 'not-found':
      return (
        (statusAt(life, at) === 'not found' && at >= bornAt + MINUTE) ||
        starts.some((start) => isUnsettled(watching, start))
      );
    case 'refused':
      return hadStatus(life, 'not a container', bornAt, at);
    case 'delayed':
      return hadStatus(life, 'IN_PROGRESS', bornAt + 4 * MINUTE, at);
    case 'unpublished':
      return hadStatus(life, 'FINISHED', bornAt + 15 * MINUTE, at);
    case 'expiring':
      return (
        at >= bornAt + 23 * HOUR && hadStatus(life, 'FINISHED', isBlind ? bornAt : bornAt + 23 * HOUR, at)
      );
    case 'unreadable':
      return isRough;
  }
}

/**
 * How many messages tell a channel what it had been told, each start of a watch being worth one telling of a kind, and
 * each outage one that a container can't be checked.
 */
export function countRepeated(
  tellings: readonly ContainerTelling[],
  startsOf: (id: string) => readonly Start[],
  outages: number,
): number {
  const counts = new Map<string, number>();
  const repeated = new Set<unknown>();
  const firstOf = new Map<string, unknown>();
  for (const { kind, id, at, message } of tellings) {
    // A message that was posted again repeats all that it says, also of a container that has been watched anew meanwhile.
    const first = firstOf.get(message.nonce) ?? message;
    firstOf.set(message.nonce, first);
    if (first !== message) {
      repeated.add(message);
      continue;
    }
    const key = `${kind} ${id}`;
    const count = (counts.get(key) ?? 0) + 1;
    const begun = startsOf(id).filter((start) => start.at <= at && !(start.isSure && start.isAgain));
    const incidents = kind === 'unreadable' ? outages : 0;
    if (count > Math.max(1, begun.length, incidents)) repeated.add(message);
    else counts.set(key, count);
  }
  return repeated.size;
}
