import { explainError } from '../../../threads/explainError.ts';
import { code, type Text, text, time } from '../../text.ts';
import { endedButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Threads keeps answering with an error for this container alone. */
export const checkFailing: ContainerEventDescriptor<'check-failing'> = {
  alert: ({ error, nextCheckAt }, { account, container }) => ({
    tone: 'warning',
    title: text`⚠️ Container ${code(container)} can't be checked: Threads answers with an error for it alone`,
    body: [
      text`The error${numberOf(error)} means elsewhere: ${explainError(error).cause}. But the account ${account} works. See on Threads whether the post is there; if not, create a new container.`,
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

function numberOf({ code: number }: ContainerEventOf<'check-failing'>['error']): string {
  return number === undefined ? '' : ` ${number}`;
}

function describe({ error }: ContainerEventOf<'check-failing'>): Text {
  return text`an error for this container alone, which means elsewhere: ${explainError(error).cause}. See on Threads whether the post is there.`;
}
