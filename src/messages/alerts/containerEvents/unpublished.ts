import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { code, type Text, text, time } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Ready for a while, and not published. */
export const unpublished: ContainerEventDescriptor<'unpublished'> = {
  alert: (_event, { container, createdAt }) => ({
    tone: 'warning',
    title: text`🟢 Container ${code(container)} is ready, and not published`,
    body: [text`If it should be out, publish it; it expires ${time(expiresAt(createdAt))}. ${CAROUSEL_ITEM}`],
  }),
  buttons: watchedButtons,
  groupHeadline: () => ({ sign: '🟢', tone: 'warning', predicate: 'are ready, and not published' }),
  groupLine: (_event, createdAt) => whatToDo(createdAt),
  listLine: (_event, createdAt) => whatToDo(createdAt),
  isSuperseded: true,
  isTrueWhile: (status) => status === 'FINISHED',
};

function whatToDo(createdAt: number): Text {
  return text`publish it, unless it is an item of a carousel; it expires ${time(expiresAt(createdAt))}.`;
}
