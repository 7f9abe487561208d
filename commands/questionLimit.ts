import { MINUTE } from '../src/duration.ts';
import type { Card } from '../src/messages/card.ts';
import { answeredBefore } from '../src/messages/replies/answeredBefore.ts';
import { text, time } from '../src/messages/text.ts';
import type { Invocation } from './invocation.ts';
import { UserError } from './userError.ts';

/** So many questions a person may ask Threads in a row, which is one a minute for an hour; then one a minute. */
const MOST_IN_A_ROW = 60;
const REFILL = MINUTE;

/** The same question is asked anew so often in a minute; then it is answered from what is known. */
const MOST_THE_SAME = 5;
const KNOWN_FOR = MINUTE;

/** Of so many people the questions are counted; whoever asked longest ago is forgotten first. */
const MOST_PEOPLE = 10_000;

interface Asker {
  /** Not a whole number: the next question may be allowed in part. */
  left: number;
  /** When so many were left, ms since the epoch. */
  at: number;
  readonly answers: Map<string, Answer>;
}

/** The answers to one question in a minute. */
interface Answer {
  /** When it was first asked, and when last; ms since the epoch. */
  readonly firstAt: number;
  readonly at: number;
  readonly times: number;
  readonly answer: Promise<Card>;
}

/**
 * Limits what one person makes us ask Threads, whatever they type or press: a flood costs no more calls than one question
 * a minute, after the first few. Who asks the same again gets the last answer, and others hear when they can ask again.
 * It is kept in memory alone.
 */
export class QuestionLimit {
  /** Whoever asked last stands last. */
  readonly #askers = new Map<string, Asker>();

  /**
   * Answers a question, by asking Threads or from what is known.
   *
   * @param question `now`: ms since the epoch; `changes`: whether it does something, and is not done by an earlier answer;
   *   `cost`: as how many questions it counts
   * @throws {UserError} where the person has to wait
   */
  async ask(
    invocation: Invocation,
    { now, changes, cost, run }: { now: number; changes: boolean; cost: number; run: () => Promise<Card> },
  ): Promise<Card> {
    const asker = this.#findAsker(invocation, now);
    const question = changes ? undefined : nameQuestion(invocation);
    const known = question === undefined ? undefined : asker.answers.get(question);
    const isTold = known !== undefined && known.times >= MOST_THE_SAME;
    if (asker.left >= 1 && !isTold) return answerAnew(asker, question, { now, cost, run });
    const nextAt = now + Math.max(0, Math.ceil((1 - asker.left) * REFILL));
    const again = isTold ? Math.max(nextAt, known.firstAt + KNOWN_FOR) : nextAt;
    if (known !== undefined) return answeredBefore(await known.answer, known.at, again);
    throw new UserError(
      text`You asked Threads more than ${MOST_IN_A_ROW} times in a short time. You can ask again ${time(again)}.`,
      'watches',
      text`to see what is known without asking Threads.`,
    );
  }

  #findAsker({ channel, person }: Invocation, now: number): Asker {
    const key = `${channel.platform}/${channel.workspace}/${person.id}`;
    const before = this.#askers.get(key);
    const asker =
      before === undefined ? { left: MOST_IN_A_ROW, at: now, answers: new Map() } : refill(before, now);
    this.#askers.delete(key);
    this.#askers.set(key, asker);
    this.#forgetOld(now);
    return asker;
  }

  /** Those whose questions count no more, and those beyond the most that are counted. */
  #forgetOld(now: number): void {
    for (const [key, { at }] of this.#askers) {
      if (this.#askers.size <= MOST_PEOPLE && now - at < MOST_IN_A_ROW * REFILL) return;
      this.#askers.delete(key);
    }
  }
}

/** A clock that was set back adds nothing, and makes no answer known for longer. */
function refill(asker: Asker, now: number): Asker {
  asker.left = Math.min(MOST_IN_A_ROW, asker.left + Math.max(0, now - asker.at) / REFILL);
  asker.at = now;
  for (const [question, { firstAt }] of asker.answers)
    if (now - firstAt >= KNOWN_FOR || now < firstAt) asker.answers.delete(question);
  return asker;
}

/** The same words in another channel are another question: its watches differ. */
function nameQuestion({ command, args, channel }: Invocation): string {
  return JSON.stringify([command, channel.id, Object.entries(args).sort()]);
}

async function answerAnew(
  asker: Asker,
  question: string | undefined,
  { now, cost, run }: { now: number; cost: number; run: () => Promise<Card> },
): Promise<Card> {
  // It may go below zero: the person waits the longer for the next one.
  asker.left -= cost;
  const answer = run();
  if (question !== undefined) {
    const { firstAt = now, times = 0 } = asker.answers.get(question) ?? {};
    asker.answers.set(question, { firstAt, at: now, times: times + 1, answer });
  }
  try {
    return await answer;
  } catch (error) {
    if (question !== undefined) asker.answers.delete(question);
    // A mistake of the person's was refused before anybody was asked.
    if (error instanceof UserError) asker.left += cost;
    throw error;
  }
}
