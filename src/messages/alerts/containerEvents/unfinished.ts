import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { code, type Text, text, time } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

const LAST_CHECK = text`This was the last check.`;

/** Neither published, failed nor expired at the last check. */
export const unfinished: ContainerEventDescriptor<'unfinished'> = {
  alert: ({ status }, { container, createdAt }) => {
    const id = code(container);
    if (status === 'IN_PROGRESS')
      return {
        tone: 'bad',
        title: text`⌛ Container ${id} never finished: it was still processing at the last check`,
        body: [
          text`${LAST_CHECK} Create a new container; if that hangs too, re-encode the video or host it elsewhere.`,
        ],
      };
    if (status === 'FINISHED')
      return {
        tone: 'bad',
        title: text`⌛ Container ${id} was still not published at the last check`,
        body: [
          text`${LAST_CHECK} If it is not out, publish it before its 24 hours end, ${time(expiresAt(createdAt))}; after that only a new container will do. ${CAROUSEL_ITEM}`,
        ],
      };
    return {
      tone: 'warning',
      title: text`🔷 Container ${id} ended in a status that Threads does not document: “${status}”`,
      body: [text`${LAST_CHECK} See on Threads whether the post is there; if not, create a new container.`],
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({
    sign: '⌛',
    tone: 'bad',
    predicate: 'were still open at the last check',
  }),
  groupLine: whatToDo,
  listLine: whatToDo,
  isSuperseded: false,
  isTrueWhile: undefined,
};

function whatToDo({ status }: ContainerEventOf<'unfinished'>): Text {
  if (status === 'IN_PROGRESS') return text`still processing. Create a new container.`;
  if (status === 'FINISHED')
    return text`not published. See on Threads whether the post is there; if not, create a new container.`;
  return text`reported as “${status}”. See on Threads whether the post is there.`;
}
