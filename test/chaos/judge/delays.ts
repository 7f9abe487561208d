import type { History, ThreadsFault } from '../history.ts';
import type { Span, Transcript } from '../transcript.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Nobody is told more than this after it could be known. */
export const TOLERANCE = MINUTE;

/** How long after a fault of Threads the account is found to answer again, by how it failed. */
const FOUND_WELL_AFTER: Readonly<Record<ThreadsFault['how'], number>> = {
  'empty 500': 16 * MINUTE,
  'html 503': 16 * MINUTE,
  'code 2': 16 * MINUTE,
  drop: 16 * MINUTE,
  // A refusal needs a person, so nobody asks more often than once an hour.
  token: 61 * MINUTE,
  // As Threads itself says in the answer; and without a word of it, an hour.
  limited: 61 * MINUTE,
  'status only': 16 * MINUTE,
};

/** The longest wait between two tries to post in a channel. */
const LONGEST_BACKOFF = 5 * MINUTE + 10 * SECOND;

/** The times in which Threads can't be asked about an account, and is not known to answer again. */
export function threadsDelays({ threadsFaults }: History, accounts: readonly number[]): Span[] {
  return threadsFaults
    .filter(({ account }) => account === undefined || accounts.includes(account))
    .map(({ from, to, how }) => ({ from, to: to + FOUND_WELL_AFTER[how] }));
}

/** How many messages may come to a channel again: one for each time that nobody can know whether it came. */
export function countDoubts({ deaths, denied, pauses }: Transcript): number {
  return deaths.length + denied + pauses.filter(({ isMidway }) => isMidway).length;
}

/** The times in which nothing of ours runs, or can keep what it knows. */
export function ownDelays(
  { events }: Pick<History, 'events'>,
  { sleeps, deaths, stops, flushes, failovers, pauses }: Transcript,
): Span[] {
  return [
    ...sleeps.map(({ from, to }) => ({ from, to: to + 5 * SECOND })),
    ...events.flatMap((event) =>
      event.kind === 'store fails' ? [{ from: event.at, to: event.at + event.span + MINUTE }] : [],
    ),
    ...failovers.map(({ from, to }) => ({ from, to: to + MINUTE })),
    ...pauses.map(({ from, to }) => ({ from, to: to + 5 * SECOND })),
    // An emptied store is noticed within 5 s, and filled within as many.
    ...flushes.map(({ at }) => ({ from: at, to: at + 10 * SECOND })),
    // A check that was ended is made again by the next process; a reading of quotas is not, but comes at its next time.
    ...stops.map((at) => ({ from: at - SECOND, to: at + 5 * SECOND })),
    // Somebody looks every half a minute whether the process is still there.
    ...deaths.map((at) => ({ from: at - 31 * SECOND, to: at + 5 * SECOND })),
  ];
}

/** The times in which nothing reaches a channel, or is not tried again yet. */
export function chatDelays({ events }: History, transcript: Transcript, channel: number): Span[] {
  const refusals = events.filter((event) => event.kind === 'refuse' && event.channel === channel);
  const refused = refusals.reduce((sum, event) => sum + (event.kind === 'refuse' ? event.posts : 0), 0);
  const failing = events.flatMap((event) =>
    event.kind === 'chat fails'
      ? [{ from: event.at, to: event.at + event.span + (1 + refused) * LONGEST_BACKOFF }]
      : [],
  );
  // Where the chat failed for long, a message that is refused later waits as long again.
  const hasFailed = refused > 0 && failing.length > 0;
  const own = hasFailed ? ownDelays({ events }, transcript) : [];
  return [...failing, ...own.map(({ from, to }) => ({ from, to: to + refused * LONGEST_BACKOFF }))];
}

/** The moment to which something that is due is put off by all that stands in its way. */
export function putOff(due: number, delays: readonly Span[]): number {
  let at = due;
  for (let before = Number.NaN; at !== before; ) {
    before = at;
    for (const { from, to } of delays) if (from <= at + TOLERANCE && to > at) at = to;
  }
  return at;
}

/** Whether one of the spans has a moment in common with this one. */
export function meets(spans: readonly Span[], from: number, to: number): boolean {
  return spans.some((span) => span.from <= to && span.to >= from);
}
