import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { text, time } from '../../text.ts';
import { readyButtons, watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Ready, not published, and about to expire. */
export const expiring: ContainerEventDescriptor<'expiring'> = {
  alert: ({ unverified }, { createdAt }) => {
    const end = time(expiresAt(createdAt));
    return {
      sign: '⏰',
      tone: 'warning',
      predicate: unverified
        ? text`expires on ${end}, if it is not published yet`
        : text`is not published yet, and expires on ${end}`,
      body: unverified
        ? [
            text`See on Threads whether the post is there. If not, publish it before then.`,
            text`It was ready when Threads last answered about it; it can't be checked now. ${CAROUSEL_ITEM}`,
          ]
        : [
            text`Publish it before then: it is ready.`,
            text`After that it needs a new container. ${CAROUSEL_ITEM}`,
          ],
    };
  },
  buttons: (container, { unverified }) => (unverified ? watchedButtons(container) : readyButtons(container)),
  groupHeadline: ({ unverified }) => ({
    sign: '⏰',
    tone: 'warning',
    predicate: unverified
      ? 'expire soon, if they are not published yet'
      : 'are not published yet, and expire soon',
  }),
  groupLine: ({ unverified }, createdAt) => ({
    whatToDo: unverified
      ? text`See on Threads whether the post is there. If not, publish it before it expires. ${CAROUSEL_ITEM}`
      : text`Publish each before it expires. ${CAROUSEL_ITEM}`,
    until: expiresAt(createdAt),
  }),
  isSuperseded: true,
  isTrueWhile: (status) => status === 'FINISHED',
};
