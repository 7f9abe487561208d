import { randomInt } from 'node:crypto';
import { MINUTE, SECOND } from '../src/duration.ts';

/** A question that is older is asked anew: much can have happened since. */
const GOOD_FOR = 10 * MINUTE;

/** So that no two questions of one second have the same name. */
const SIGNS = 36;
const RANDOM_LENGTH = 3;

/** When it was asked, in seconds, and three signs at random; short, since a button of Discord carries 100 characters. */
const QUESTION = /^([0-9a-z]{6,7})([0-9a-z]{3})$/;

/** Names a question that is asked now. @param now ms since the epoch */
export function createQuestion(now: number): string {
  const random = randomInt(SIGNS ** RANDOM_LENGTH);
  return `${Math.floor(now / SECOND).toString(SIGNS)}${random.toString(SIGNS).padStart(RANDOM_LENGTH, '0')}`;
}

/** When a question was asked, ms since the epoch; `undefined` where it is no question, or too old. */
export function readQuestion(question: string | undefined, now: number): number | undefined {
  const [, seconds] = QUESTION.exec(question ?? '') ?? [];
  if (seconds === undefined) return undefined;
  // To the end of its second: what happened in the same second came before it as well as after it.
  const askedAt = Number.parseInt(seconds, SIGNS) * SECOND + SECOND - 1;
  return now - askedAt < GOOD_FOR && askedAt - now < MINUTE ? askedAt : undefined;
}
