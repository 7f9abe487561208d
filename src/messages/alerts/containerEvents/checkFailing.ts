import type { ErrorDetails } from '../../../threads/errorDetails.ts';
import { explainError } from '../../../threads/explainError.ts';
import { code, type Text, text, time } from '../../text.ts';
import { endedButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

const SEE_ON_THREADS = 'See on Threads whether the post is there; if not, create a new container.';

/** Threads keeps answering with an error for this container. */
export const checkFailing: ContainerEventDescriptor<'check-failing'> = {
  alert: ({ error, isAlone, nextCheckAt }, { account }) => ({
    sign: '⚠️',
    tone: 'warning',
    predicate: text`can't be checked: ${answerWords(error)}${isAlone ? ' alone' : ''}`,
    body: [
      text`${SEE_ON_THREADS}`,
      text`${meaningOf(error)}The account ${account} itself works.`,
      nextCheckAt === undefined
        ? text`This was the last check.`
        : text`It's still watched. Next check: ${time(nextCheckAt)}.`,
    ],
    code: codeOf(error),
  }),
  buttons: (container, { nextCheckAt }) =>
    nextCheckAt === undefined ? endedButtons(container) : watchedButtons(container),
  groupHeadline: () => ({ sign: '⚠️', tone: 'warning', predicate: "can't be checked" }),
  groupLine: ({ error }) => ({
    cause: error.kind === 'unreadable' ? 'Threads sent no readable status' : causeOf(error),
    whatToDo: text`${SEE_ON_THREADS}`,
  }),
  topic: ({ error }) => explainError(error).topic,
  isSuperseded: true,
  isTrueWhile: undefined,
};

/** What Threads answers: a clause. */
function answerWords({ kind }: ErrorDetails): string {
  return kind === 'unreadable'
    ? 'Threads sends no readable status for it'
    : 'Threads answers with an error for it';
}

/** An error says of one container something else than of an account. */
function meaningOf(error: ErrorDetails): string {
  return error.kind === 'unreadable' ? '' : `Usually this error means: ${causeOf(error)}. `;
}

function causeOf(error: ErrorDetails): string {
  return explainError(error).cause;
}

function codeOf({ code: number, subcode }: ErrorDetails): Text | undefined {
  if (number === undefined) return undefined;
  return text`error code ${code(subcode === undefined ? `${number}` : `${number}/${subcode}`)}`;
}
