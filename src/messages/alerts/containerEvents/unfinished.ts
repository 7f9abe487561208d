import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { code, text, time } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

const LAST_CHECK = 'This was the last check.';
const SEE_ON_THREADS = 'See on Threads whether the post is there; if not, create a new container.';

/** Neither published, failed nor expired at the last check. */
export const unfinished: ContainerEventDescriptor<'unfinished'> = {
  alert: ({ status }, { createdAt }) => {
    if (status === 'IN_PROGRESS')
      return {
        sign: '⌛',
        tone: 'bad',
        predicate: text`never finished: Threads was still processing it at the last check`,
        body: [
          text`Create a new container. If that one hangs too, re-encode the video or host it elsewhere.`,
          text`${LAST_CHECK}`,
        ],
      };
    if (status === 'FINISHED')
      return {
        sign: '⌛',
        tone: 'bad',
        predicate: text`was still not published at the last check`,
        body: [
          text`See on Threads whether the post is there. If not: it can be published until ${time(expiresAt(createdAt))}, and needs a new container after that.`,
          text`${LAST_CHECK} ${CAROUSEL_ITEM}`,
        ],
      };
    return {
      sign: '🔷',
      tone: 'warning',
      predicate: text`is still in a status that Threads does not document: “${status}”`,
      body: [text`${SEE_ON_THREADS}`, text`${LAST_CHECK}`],
      code: text`status ${code(status)}`,
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({
    sign: '⌛',
    tone: 'bad',
    predicate: 'were neither published nor failed at the last check',
  }),
  groupLine: ({ status }) => {
    if (status === 'IN_PROGRESS')
      return { cause: 'still processing at the last check', whatToDo: text`Create new containers.` };
    const cause =
      status === 'FINISHED'
        ? 'not published at the last check'
        : `in the status “${status}”, which Threads does not document`;
    return { cause, whatToDo: text`${SEE_ON_THREADS}` };
  },
  isSuperseded: false,
  isTrueWhile: undefined,
};
