import type { ToldMessage } from '../chaosChat.ts';
import type { History } from '../history.ts';
import type { Flush, Span, Transcript } from '../transcript.ts';
import { ownDelays, putOff, TOLERANCE } from './delays.ts';
import { headOf } from './readMessage.ts';

const SECOND = 1_000;

/** A flush is noticed within 5 s, and told within as many. */
export const TOLD_AFTER = 10 * SECOND;

const NOTICE = /^⚠️ This bot's store was emptied/u;

/** What became of what was known before a flush: it was put back, or it is gone, or nobody can say. */
type Memory = 'kept' | 'gone' | 'doubtful';

/** A process that dies before all was put back remembers nothing, and has put back a part of it. */
export function memoryOf(history: History, transcript: Transcript, { at, isRemembered }: Flush): Memory {
  if (!isRemembered) return 'gone';
  const filledBy = putOff(at + TOLD_AFTER, ownDelays(history, { ...transcript, deaths: [] })) + TOLERANCE;
  // Whoever takes the store over from a paused process remembers nothing either.
  const ends = [...transcript.deaths, ...transcript.pauses.map(({ from }) => from)];
  const isCut = ends.some((end) => end >= at && end <= filledBy);
  const isEmptiedAgain = transcript.flushes.some((other) => other.at > at && other.at <= filledBy);
  return isCut || isEmptiedAgain ? 'doubtful' : 'kept';
}

/** When each flush was of which what was known before is not there any more, or may not be. */
export function forgottenAt(history: History, transcript: Transcript): number[] {
  return transcript.flushes
    .filter((flush) => memoryOf(history, transcript, flush) !== 'kept')
    .map(({ at }) => at);
}

/** Whether a flush was for which the channel was told that messages of its own were lost, and that meets a span. */
export function isSaidLost(transcript: Transcript, channel: number, { from, to }: Span): boolean {
  return transcript.flushes.some(
    ({ at }) =>
      at >= from &&
      at <= to &&
      noticesOf(transcript, channel).some((notice) => notice.at >= at && / lost: type/u.test(notice.first)),
  );
}

/** The messages that say that the store was emptied. */
export function noticesOf({ told }: Transcript, channel: number): ToldMessage[] {
  return told.filter(
    ({ channel: where, first }) => where === `c${channel + 1}` && NOTICE.test(headOf(first)),
  );
}
