import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { text } from '../../text.ts';
import { endedButtons, finalButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

const LOOK_FIRST =
  'See on Threads whether the post is there. If not, create a new container with the same media, and publish that.';

const CREATE_ANEW = 'Create a new container with the same media, and publish that.';

/** Not published within 24 hours. */
export const expired: ContainerEventDescriptor<'expired'> = {
  alert: ({ unverified }) =>
    unverified
      ? {
          sign: '⌛',
          tone: 'bad',
          predicate: text`has most likely expired: its 24 hours are over`,
          body: [
            text`${LOOK_FIRST}`,
            text`It was ready, and not published, when Threads last answered about it. ${CAROUSEL_ITEM}`,
          ],
        }
      : {
          sign: '⌛',
          tone: 'bad',
          predicate: text`expired: it was not published within 24 hours`,
          body: [
            text`${CREATE_ANEW}`,
            text`An expired container can't be published any more. ${CAROUSEL_ITEM}`,
          ],
        },
  buttons: (container, { unverified }) => (unverified ? endedButtons(container) : finalButtons()),
  groupHeadline: ({ unverified }) => ({
    sign: '⌛',
    tone: 'bad',
    predicate: unverified
      ? 'have most likely expired: their 24 hours are over'
      : 'expired: they were not published within 24 hours',
  }),
  groupLine: ({ unverified }) => ({
    whatToDo: text`${unverified ? LOOK_FIRST : CREATE_ANEW} ${CAROUSEL_ITEM}`,
  }),
  isSuperseded: false,
  isTrueWhile: undefined,
};
