import type { History } from '../history.ts';
import type { Transcript } from '../transcript.ts';
import { ACCOUNTS, accountOf } from '../world.ts';
import type { ChannelWatch } from './channelWatch.ts';
import { chatDelays, countDoubts, meets, ownDelays, putOff, TOLERANCE } from './delays.ts';
import { memoryOf, noticesOf, TOLD_AFTER } from './forgotten.ts';
import { statusAt } from './life.ts';
import { findSubscriptions } from './quotas.ts';
import { clock, fulfil, type Obligation, type Verdict } from './verdict.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const ID = /\b179\d{14}\b/g;

/** Whether a channel was told of each flush what was put back of what it relies on, and of nothing else. */
export function judgeFlushes(
  history: History,
  transcript: Transcript,
  channel: number,
  watchings: readonly ChannelWatch[],
): Partial<Verdict>[] {
  const notices = noticesOf(transcript, channel);
  const { flushes } = transcript;
  const before = (at: number): number => flushes.filter((flush) => flush.at <= at).length;
  const isOften = notices.length > flushes.length + countDoubts(transcript);
  return [
    ...notices.map(({ at, first }) => ({
      wrong: [
        ...(before(at) === 0 ? [`c${channel + 1}: at ${clock(at)} the store was said to be emptied`] : []),
        ...[...first.matchAll(ID)]
          .filter(([id]) => !isEverWatched(watchings, id, at))
          .map(([id]) => `c${channel + 1}: at ${clock(at)} ${id} was put back, which nobody watched`),
      ],
    })),
    { wrong: isOften ? [`c${channel + 1}: ${notices.length} times the store was said to be emptied`] : [] },
    ...flushes
      .filter((flush) => memoryOf(history, transcript, flush) === 'kept')
      .flatMap(({ at }) =>
        findOwed(history, transcript, { channel, watchings, at }).map(({ sign, ...owed }) =>
          fulfil(
            owed,
            notices.filter(({ first }) => first.includes(sign)).map((each) => each.at),
          ),
        ),
      ),
  ];
}

function isEverWatched(watchings: readonly ChannelWatch[], id: string, at: number): boolean {
  return watchings.some((watching) => watching.id === id && watching.starts.some((start) => start.at <= at));
}

interface Case {
  readonly channel: number;
  readonly watchings: readonly ChannelWatch[];
  readonly at: number;
}

/** What is sure to have been there to be put back. */
function findOwed(
  history: History,
  transcript: Transcript,
  { channel, watchings, at }: Case,
): (Obligation & { readonly sign: string })[] {
  const delays = [...ownDelays(history, transcript), ...chatDelays(history, transcript, channel)];
  const until = putOff(at + TOLD_AFTER, delays) + TOLERANCE;
  // A notice that waits to be sent is lost with the next flush, which is told in its place.
  if (transcript.flushes.some((other) => other.at > at && other.at <= until)) return [];
  // Whoever watches it again before that has no need of it.
  const isWatchedAnew = ({ starts }: ChannelWatch): boolean =>
    starts.some((start) => start.at >= at && start.at <= until);
  const kept = watchings
    .filter((watching) => isSurelyWatched(watching, at) && !isWatchedAnew(watching))
    .map(({ id }) => id);
  const accounts = ACCOUNTS.flatMap((_, account) => {
    const subscriptions = findSubscriptions(history, transcript, channel, account) ?? [];
    return subscriptions.some(({ from, to }) => from < at && to > until) ? [accountOf(account).name] : [];
  });
  return [
    ...kept.map((id) => ({ sign: id, what: `that the watch of ${id} was put back` })),
    ...accounts.map((name) => ({ sign: name, what: `that the quota alerts for ${name} were put back` })),
  ].map(({ sign, what }) => ({ sign, from: at, until, what: `c${channel + 1}: ${what} was to be told` }));
}

/** Whether the container goes on at the time, seen by all that its watch relies on, and is still watched. */
function isSurelyWatched(
  { life, starts, bornAt, threadsDelays, otherDelays }: ChannelWatch,
  at: number,
): boolean {
  const status = statusAt(life, at);
  const isOpen = starts.some((start) => start.isSure && start.at < at && start.until > at && !start.moves);
  const isCalm = !meets([...threadsDelays, ...otherDelays], bornAt, at - MINUTE);
  return (
    isOpen && isCalm && (status === 'IN_PROGRESS' || status === 'FINISHED') && at < bornAt + 24 * 60 * MINUTE
  );
}
