import { expiresAt } from '../../../threads/status.ts';
import { text, time } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Still processing when the early checks are over. */
export const delayed: ContainerEventDescriptor<'delayed'> = {
  alert: ({ nextCheckAt }, { outcome, createdAt }) => ({
    sign: '🐢',
    tone: 'warning',
    predicate: text`is still processing, longer than most`,
    body: [
      // Once it was checked again, that check is past.
      outcome === undefined
        ? text`Nothing to do yet: large videos can take this long. Next check: ${time(nextCheckAt)}; to see it sooner, check again. Once it is ready, it must be published before ${time(expiresAt(createdAt))}.`
        : text`Nothing to do yet: large videos can take this long.`,
    ],
  }),
  buttons: watchedButtons,
  groupHeadline: () => ({ sign: '🐢', tone: 'warning', predicate: 'are still processing, longer than most' }),
  groupLine: () => ({ whatToDo: text`Nothing to do yet: large videos can take this long.` }),
  isSuperseded: true,
  isTrueWhile: (status) => status === 'IN_PROGRESS',
};
