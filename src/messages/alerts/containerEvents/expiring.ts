import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { code, type Text, text, time } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Ready, not published, and about to expire. */
export const expiring: ContainerEventDescriptor<'expiring'> = {
  alert: ({ unverified }, { container, createdAt }) => ({
    tone: 'warning',
    title: unverified
      ? text`⏰ Container ${code(container)} expires ${time(expiresAt(createdAt))}, unless it was published meanwhile`
      : text`⏰ Container ${code(container)} is not published yet, and expires ${time(expiresAt(createdAt))}`,
    body: [
      unverified
        ? text`It was ready when it was last seen, and can't be checked now. If it is not out, publish it before then. ${CAROUSEL_ITEM}`
        : text`It is ready: publish it before then. After that only a new container will do. ${CAROUSEL_ITEM}`,
    ],
  }),
  buttons: watchedButtons,
  groupHeadline: ({ unverified }) => ({
    sign: '⏰',
    tone: 'warning',
    predicate: unverified
      ? 'expire soon, unless they were published meanwhile'
      : 'are not published yet, and expire soon',
  }),
  groupLine: whatToDo,
  listLine: whatToDo,
  isSuperseded: true,
  isTrueWhile: (status) => status === 'FINISHED',
};

function whatToDo({ unverified }: ContainerEventOf<'expiring'>, createdAt: number): Text {
  return text`${unverified ? 'if it is not out, publish it' : 'publish it'}; it expires ${time(expiresAt(createdAt))}.`;
}
