import { isUninformative } from './chooseWords.ts';
import { CHECKLIST, CONTAINER_REASONS } from './containerReasons.ts';
import type { Explanation } from './explanation.ts';
import { quoteWords } from './quoteWords.ts';

const NO_REASON: Explanation = {
  topic: 'no-reason',
  cause: 'Threads gave no reason',
  fix: CHECKLIST,
  tryAgain: 'once',
};

const UNKNOWN_REASON: Explanation = {
  topic: 'no-reason',
  cause: "Meta couldn't process the media and did not say why",
  fix: CHECKLIST,
  tryAgain: 'once',
};

/** `UNKNOWN` alone, and in the company in which the named reasons stand. */
const UNKNOWN = /^(?:ERROR_|FAILED_|THREADS_API_)*UNKNOWN(?:_ERROR|_REASON)?$/;

/** Characters. What stands behind them is not searched for a reason, so that no text takes long. */
const LONGEST_SEARCHED = 500;

/** Fewer words than this are a name, not a sentence. */
const SHORTEST_SENTENCE = 3;

/** A number with which Meta begins some sentences: `2207026: Unsupported video format.` */
const LEADING_CODE = /^\s*\d+\s*:/;

/**
 * Why a container failed, by the `error_message` that came with its status. A named reason is known by its subject,
 * however it is spelled. A sentence is quoted and comes first; advice of ours follows only where it can't contradict it.
 * What we do not know is quoted too.
 */
export function explainContainerError(errorMessage: string | undefined): Explanation {
  const message = errorMessage?.trim() ?? '';
  if (message === '') return NO_REASON;
  if (isUnknownReason(message)) return UNKNOWN_REASON;
  if (isSentence(message)) return explainSentence(message);
  const [reason] = findReasons(message);
  return (
    reason ?? {
      topic: 'no-reason',
      cause: `Threads says ${quoteWords(message)}`,
      fix: CHECKLIST,
      tryAgain: 'once',
    }
  );
}

/** Whether a reason says no more than that there is one. */
export function isUnknownReason(errorMessage: string): boolean {
  return UNKNOWN.test(toName(errorMessage)) || isUninformative(errorMessage);
}

/** The known reasons that words name, the most important first. */
export function findReasons(words: string): Explanation[] {
  const name = toName(words);
  return CONTAINER_REASONS.filter(({ subject }) => subject.test(name)).map(({ explanation }) => explanation);
}

function explainSentence(sentence: string): Explanation {
  const cause = `Threads says ${quoteWords(sentence)}`;
  const reasons = findReasons(sentence);
  const [reason] = reasons;
  const hasFigures = /\d/.test(sentence.replace(LEADING_CODE, ''));
  if (reason === undefined || reasons.length > 1 || hasFigures)
    return {
      topic: reason?.topic ?? 'other-reason',
      cause,
      fix: 'Go by these words, then create a new container.',
    };
  return { topic: reason.topic, cause, fix: reason.fix };
}

/** Words of any language; names are of ASCII letters. */
function isSentence(message: string): boolean {
  return message.split(/\s+/).length >= SHORTEST_SENTENCE || /[^\p{ASCII}]/u.test(message);
}

/** `Invalid bit-rate` as `INVALID_BIT_RATE`. */
function toName(words: string): string {
  return words
    .slice(0, LONGEST_SEARCHED)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
