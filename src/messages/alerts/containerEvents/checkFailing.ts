import type { ErrorDetails } from '../../../threads/errorDetails.ts';
import { explainError } from '../../../threads/explainError.ts';
import { text, time } from '../../text.ts';
import { endedButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';
import { nameErrorCode } from './errorCode.ts';

const SEE_ON_THREADS = 'See on Threads whether the post is there; if not, create a new container.';

/** Threads keeps answering with an error for this container. */
export const checkFailing: ContainerEventDescriptor<'check-failing'> = {
  alert: ({ error, isAlone, nextCheckAt }, { account }) => ({
    sign: '⚠️',
    tone: 'warning',
    predicate: text`can't be checked: ${answerWords(error)}${isAlone ? ' alone' : ''}`,
    body: [
      nextCheckAt === undefined
        ? text`${SEE_ON_THREADS}`
        : text`It is checked again ${time(nextCheckAt)}. If that is too late: ${SEE_ON_THREADS}`,
      text`The account ${account} itself works${nextCheckAt === undefined ? '. This was the last check' : ''}.`,
    ],
    code: nameErrorCode(error),
  }),
  buttons: (container, { nextCheckAt }) =>
    nextCheckAt === undefined ? endedButtons(container) : watchedButtons(container),
  groupHeadline: () => ({ sign: '⚠️', tone: 'warning', predicate: "can't be checked" }),
  groupLine: ({ error }) => ({
    cause: error.kind === 'unreadable' ? 'Threads sent no readable status' : answerOf(error),
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

/** Of one container it means something else than of an account, so only its number is told. */
function answerOf({ code: number }: ErrorDetails): string {
  return `Threads answers with ${number === undefined ? 'an error' : `the error ${number}`} for them alone`;
}
