import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../src/duration.ts';

/** A person waits at most this long, in real time: an answer within 10 s, with time to show it. */
const PATIENCE = 9 * SECOND;

/** Resolves when a person has waited long enough; its signal is aborted once they are answered. */
export type Patience = (answered: AbortSignal) => Promise<void>;

/**
 * An answer, if it comes while a person waits.
 *
 * @returns `undefined` where it does not; then the work goes on, and `onLateError` gets an error of it
 * @throws what the work throws in time
 */
export async function withinPatience<T>(
  answer: Promise<T>,
  onLateError: (error: unknown) => void,
  patience: Patience = waitForPatience,
): Promise<T | undefined> {
  const answered = new AbortController();
  let isLate = false;
  const late = patience(answered.signal).then((): undefined => {
    isLate = true;
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    if (isLate) answer.catch(onLateError);
    answered.abort();
  }
}

function waitForPatience(answered: AbortSignal): Promise<void> {
  return delay(PATIENCE, undefined, { signal: answered, ref: false });
}
