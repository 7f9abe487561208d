import type { Span } from '../transcript.ts';
import type { ChannelWatch, Start } from './channelWatch.ts';
import { meets, putOff, TOLERANCE } from './delays.ts';
import { CHECKS, KEPT_CHECKS, type Status, statusAt } from './life.ts';
import { isUrgent } from './quietHours.ts';
import type { AlertKind, ContainerTelling } from './readMessage.ts';
import { fulfil, type Obligation, type Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is told while a container goes on: from which age, in which status, and until which age it is worth telling. */
const INTERIM: readonly {
  readonly kind: AlertKind;
  readonly status: Status;
  readonly age: number;
  readonly limit: number;
}[] = [
  { kind: 'delayed', status: 'IN_PROGRESS', age: 4 * MINUTE, limit: 24 * HOUR },
  { kind: 'unpublished', status: 'FINISHED', age: 15 * MINUTE, limit: 23 * HOUR },
  { kind: 'expiring', status: 'FINISHED', age: 23 * HOUR, limit: 24 * HOUR },
];

/** An end of a watch: since when it is so, when a check finds it at the latest, and how it may be told. */
interface End {
  readonly from: number;
  readonly due: number;
  readonly kinds: readonly AlertKind[];
}

/** Holds what a channel is owed about a container against what it was told. */
export function judgeOwed(watching: ChannelWatch, tellings: readonly ContainerTelling[]): Partial<Verdict>[] {
  const momentsOf = (kinds: readonly AlertKind[]): number[] =>
    tellings.filter(({ kind, id }) => id === watching.id && kinds.includes(kind)).map(({ at }) => at);
  return watching.starts
    .filter(({ isSure }) => isSure)
    .flatMap((start) =>
      [owedEnd(watching, start), ...owedInterim(watching, start)].flatMap((owed) =>
        owed === undefined || owed.until >= start.until || watching.isLost(owed.from, owed.until)
          ? []
          : fulfil(owed, momentsOf(owed.kinds)),
      ),
    );
}

type Owed = Obligation & { readonly kinds: readonly AlertKind[] };

function owedEnd(watching: ChannelWatch, start: Start): Owed | undefined {
  const { threadsDelays, otherDelays, isRough, name } = watching;
  const end = findEnd(watching, start);
  if (end === undefined) return undefined;
  const snoozes = end.kinds.every(isUrgent) ? watching.snoozes : watching.holds;
  const isVague = isRough || snoozes.isDoubtful || isUnsettled(watching, start);
  const delays = [...threadsDelays, ...otherDelays, ...snoozes.sure];
  const first = putOff(end.due, delays);
  // Not being found takes several checks, which then begin anew; a check that failed is made again within two hours.
  const isAnew =
    end.kinds.includes('not-found') &&
    (first > end.due || watching.flushes.some((at) => at >= start.at && at <= end.due));
  const told = isAnew ? putOff(first + 2.5 * HOUR, delays) : first;
  const until = isVague ? Number.POSITIVE_INFINITY : told + TOLERANCE;
  const kinds = isUnsettled(watching, start) ? [...end.kinds, 'not-found' as const] : end.kinds;
  const known = isVague && Number.isFinite(start.until) ? undefined : { from: end.from, until };
  return known && { ...known, kinds, what: `${name}: ${end.kinds[0]} was to be told` };
}

/** When the last check is made at the latest: a machine that sleeps makes it when it wakes. */
export function lastCheck({ bornAt, otherDelays }: ChannelWatch): number {
  return putOff(bornAt + 24 * HOUR, otherDelays);
}

/** When a container's end is found, by the checks that are made in any case. */
function findEnd(watching: ChannelWatch, start: Start): End | undefined {
  const { life, bornAt, isHurried, isRough, threadsDelays } = watching;
  const last = life.at(-1);
  if (last === undefined) return undefined;
  const { at } = start;
  const check = (from: number): number => findCheck(watching, start, from);
  // What can't be checked at its end is over by the clock, as far as it was seen ready.
  const isBlind = isRough || meets(threadsDelays, bornAt + 23 * HOUR, lastCheck(watching) + MINUTE);
  const blindly: readonly AlertKind[] = isBlind ? ['over', ...(isRough ? ['unreadable' as const] : [])] : [];
  const from = Math.max(at, last.from);
  switch (last.status) {
    case 'ERROR':
      return { from, due: check(last.from), kinds: ['failed', ...(isRough ? ['unreadable' as const] : [])] };
    case 'EXPIRED':
      return { from, due: check(last.from), kinds: ['expired', ...blindly] };
    case 'PUBLISHED':
      return undefined;
    case 'not found':
      return { from: at, due: at + (isHurried ? 15 : 2) * MINUTE, kinds: ['not-found'] };
    case 'not a container':
      return { from: at, due: at, kinds: ['refused'] };
    default: {
      const due = Math.max(at, bornAt + 24 * HOUR);
      return { from: due, due, kinds: ['unfinished', ...blindly] };
    }
  }
}

/**
 * The first check from a moment on that is sure to be made for this start. A person is told an answer that is less than a
 * minute old again, where there is one.
 */
export function findCheck(
  { bornAt, isHurried, threadsDelays }: ChannelWatch,
  { at }: Start,
  from: number,
): number {
  const scheduled = (isHurried ? KEPT_CHECKS : CHECKS).map((age) => bornAt + age).filter((each) => each > at);
  // What Threads can't be asked just now, is asked at the next check of the watch that there may be already.
  const isBlind = isHurried && meets(threadsDelays, at - MINUTE, at + MINUTE);
  const isAsked = !isBlind && from <= (isHurried ? at - MINUTE : at);
  return (isAsked ? at : scheduled.find((each) => each >= from)) ?? at;
}

/** Whether the account that owns the container could not be found when it was asked for. */
export function isUnsettled({ threadsDelays, otherDelays }: ChannelWatch, { at, moves }: Start): boolean {
  return moves && meets([...threadsDelays, ...otherDelays], at - MINUTE, at + 20 * MINUTE);
}

function owedInterim(watching: ChannelWatch, start: Start): (Owed | undefined)[] {
  const { bornAt, isRough, isHurried, name } = watching;
  if (isRough || watching.snoozes.isDoubtful || isUnsettled(watching, start)) return [];
  return INTERIM.map(({ kind, status, age, limit }) => {
    const from = bornAt + age;
    if (start.at >= from || (!isUrgent(kind) && watching.holds.isDoubtful)) return undefined;
    const due = kind === 'delayed' && isHurried ? bornAt + 15 * MINUTE : from;
    const told = findTold(watching, start, { kind, due });
    const isSo = (at: number): boolean => statusAt(watching.life, at) === status && at < bornAt + limit;
    if (told === undefined || !isSo(due) || !isSo(told + TOLERANCE)) return undefined;
    return { from, until: told + TOLERANCE, kinds: [kind], what: `${name}: ${kind} was to be told` };
  });
}

/** When something is told that is due then; `undefined` where that can't be said. */
function findTold(
  watching: ChannelWatch,
  start: Start,
  { kind, due }: { readonly kind: AlertKind; readonly due: number },
): number | undefined {
  const { threadsDelays, otherDelays } = watching;
  const snoozes = isUrgent(kind) ? watching.snoozes : watching.holds;
  // The clock alone warns of the end of what was seen ready, whatever Threads does.
  const isSeen = kind === 'expiring' && isSeenReady(watching, start);
  const delays: readonly Span[] = isSeen ? otherDelays : [...threadsDelays, ...otherDelays];
  const decided = putOff(due, delays);
  const told = putOff(decided, snoozes.sure);
  if (told === decided) return told;
  const isCalm = !meets(delays, due - MINUTE, told + HOUR);
  return isCalm ? told : undefined;
}

function isSeenReady(
  { life, threadsDelays, otherDelays, flushes }: ChannelWatch,
  { at, moves }: Start,
): boolean {
  return (
    !moves &&
    // A watch that was put back has seen nothing before.
    flushes.every((flush) => flush < at) &&
    statusAt(life, at) === 'FINISHED' &&
    !meets([...threadsDelays, ...otherDelays], at - MINUTE, at + 2 * MINUTE)
  );
}
