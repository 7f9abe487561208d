import { MINUTE } from '../src/duration.ts';
import type { Card } from '../src/messages/card.ts';
import { answeredBefore } from '../src/messages/replies/answeredBefore.ts';
import { text, time } from '../src/messages/text.ts';
import type { Invocation } from './invocation.ts';
import { UserError } from './userError.ts';

/** So many questions a person may ask Threads in a row; then one a minute. */
const MOST_IN_A_ROW = 60;
const REFILL = MINUTE;

/** A question that was asked already is answered from what is known for so long. */
const KNOWN_FOR = MINUTE;

/** Within that time, so often the same question is asked anew: people ask again at once after they mended something. */
const MOST_ALIKE = 2;

/** Of so many people the questions are counted; whoever asked longest ago is forgotten first. */
const MOST_PEOPLE = 10_000;

interface KnownAnswer {
  readonly at: number;
  readonly answer: Promise<Card>;
  /** How often it was asked since {@link KNOWN_FOR}. */
  readonly asked: number;
}

interface Asker {
  /** Not a whole number: the next question may be allowed in part. */
  left: number;
  /** When so many were left, ms since the epoch. */
  at: number;
  readonly answers: Map<string, KnownAnswer>;
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
   * @param canRepeat whether the last answer can stand for a new one: the command changes nothing
   * @param now ms since the epoch
   * @throws {UserError} where the person has to wait
   */
  async ask(
    invocation: Invocation,
    canRepeat: boolean,
    now: number,
    run: () => Promise<Card>,
  ): Promise<Card> {
    const asker = this.#findAsker(invocation, now);
    const { command, args, channel } = invocation;
    const question = JSON.stringify([channel.id, command, Object.entries(args).sort()]);
    const known = canRepeat ? asker.answers.get(question) : undefined;
    const isAskedOften = known !== undefined && known.asked >= MOST_ALIKE;
    if (asker.left >= 1 && !isAskedOften) return answerAnew(asker, question, now, run);
    const again = asker.left >= 1 ? now : now + Math.ceil((1 - asker.left) * REFILL);
    if (known !== undefined)
      return answeredBefore(await known.answer, known.at, Math.max(again, known.at + KNOWN_FOR));
    throw new UserError(
      text`That is more than ${MOST_IN_A_ROW} questions to Threads in a short time. You can ask the next one ${time(again)}.`,
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
  for (const [question, { at }] of asker.answers)
    if (now - at >= KNOWN_FOR || now < at) asker.answers.delete(question);
  return asker;
}

async function answerAnew(
  asker: Asker,
  question: string,
  now: number,
  run: () => Promise<Card>,
): Promise<Card> {
  asker.left -= 1;
  const answer = run();
  const asked = (asker.answers.get(question)?.asked ?? 0) + 1;
  asker.answers.set(question, { at: now, answer, asked });
  try {
    return await answer;
  } catch (error) {
    asker.answers.delete(question);
    // A mistake of the person's was refused before anybody was asked.
    if (error instanceof UserError) asker.left += 1;
    throw error;
  }
}
