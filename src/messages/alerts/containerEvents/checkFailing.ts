import type { ErrorDetails } from '../../../threads/errorDetails.ts';
import { explainError } from '../../../threads/explainError.ts';
import { code, type Text, text, time } from '../../text.ts';
import { endedButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Threads keeps answering with an error for this container. */
export const checkFailing: ContainerEventDescriptor<'check-failing'> = {
  alert: ({ error, isAlone, nextCheckAt }, { account, container }) => ({
    tone: 'warning',
    title: text`⚠️ Container ${code(container)} can't be checked: ${answerWords(error)}${isAlone ? ' alone' : ''}`,
    body: [
      text`${meaningOf(error)}The account ${account} itself is answered. See on Threads whether the post is there; if not, create a new container.`,
      nextCheckAt === undefined
        ? text`That was the last check.`
        : text`It is still watched; the next check is ${time(nextCheckAt)}.`,
    ],
  }),
  buttons: (container, { nextCheckAt }) =>
    nextCheckAt === undefined ? endedButtons(container) : watchedButtons(container),
  groupHeadline: () => ({ sign: '⚠️', tone: 'warning', predicate: "can't be checked" }),
  groupLine: describe,
  listLine: describe,
  isSuperseded: true,
  isTrueWhile: undefined,
};

/** What Threads answers: a clause. */
function answerWords({ kind }: ErrorDetails): string {
  return kind === 'unreadable'
    ? 'Threads answers without a status that can be read, for it'
    : 'Threads answers with an error for it';
}

/** An error says of one container something else than of an account. */
function meaningOf(error: ErrorDetails): string {
  if (error.kind === 'unreadable') return '';
  return `The error${numberOf(error)} means elsewhere: ${explainError(error).cause}. `;
}

function numberOf({ code: number }: ErrorDetails): string {
  return number === undefined ? '' : ` ${number}`;
}

function describe({ error }: ContainerEventOf<'check-failing'>): Text {
  const what =
    error.kind === 'unreadable'
      ? 'no status that can be read'
      : `an error, which means elsewhere: ${explainError(error).cause}`;
  return text`${what}. See on Threads whether the post is there.`;
}
