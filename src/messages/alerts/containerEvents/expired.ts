import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { code, text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

const lookFirst = text`see on Threads whether the post is there; if not, create a new container.`;

const whatToDo = text`create a new container and publish that.`;

/** Not published within 24 hours. */
export const expired: ContainerEventDescriptor<'expired'> = {
  alert: ({ unverified }, { container }) =>
    unverified
      ? {
          tone: 'bad',
          title: text`⌛ The 24 hours of container ${code(container)} are over: it has expired, unless it was published meanwhile`,
          body: [
            text`It was ready when it was last seen, and could not be checked since. See on Threads whether the post is there; if not, create a new container with the same media, and publish that. ${CAROUSEL_ITEM}`,
          ],
        }
      : {
          tone: 'bad',
          title: text`⌛ Container ${code(container)} expired: it was not published within 24 hours`,
          body: [
            text`It can't be published any more. Create a new container with the same media, and publish that. ${CAROUSEL_ITEM}`,
          ],
        },
  buttons: endedButtons,
  groupHeadline: ({ unverified }) => ({
    sign: '⌛',
    tone: 'bad',
    predicate: unverified
      ? 'have expired, unless they were published meanwhile'
      : 'expired: they were not published within 24 hours',
  }),
  groupLine: ({ unverified }) => (unverified ? lookFirst : whatToDo),
  listLine: ({ unverified }) => (unverified ? lookFirst : whatToDo),
  isSuperseded: false,
  isTrueWhile: undefined,
};
