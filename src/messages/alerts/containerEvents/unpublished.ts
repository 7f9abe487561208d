import { CAROUSEL_ITEM } from '../../../threads/explainStatus.ts';
import { expiresAt } from '../../../threads/status.ts';
import { text, time } from '../../text.ts';
import { readyButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Ready for a while, and not published. */
export const unpublished: ContainerEventDescriptor<'unpublished'> = {
  alert: (_event, { createdAt }) => ({
    sign: '🟢',
    tone: 'warning',
    predicate: text`is ready, but not published`,
    body: [text`Publish it before ${time(expiresAt(createdAt))}, when it expires. ${CAROUSEL_ITEM}`],
  }),
  buttons: readyButtons,
  groupHeadline: () => ({ sign: '🟢', tone: 'warning', predicate: 'are ready, but not published' }),
  groupLine: (_event, createdAt) => ({
    whatToDo: text`Publish each before it expires. ${CAROUSEL_ITEM}`,
    until: expiresAt(createdAt),
  }),
  isSuperseded: true,
  isTrueWhile: (status) => status === 'FINISHED',
};
