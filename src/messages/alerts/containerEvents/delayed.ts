import { code, type Text, text, time } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Still processing when the early checks are over. */
export const delayed: ContainerEventDescriptor<'delayed'> = {
  alert: ({ nextCheckAt }, { container, outcome }) => ({
    tone: 'warning',
    title: text`🐢 Container ${code(container)} is still processing, longer than most`,
    body: [
      // Once it was checked again, that check is past.
      outcome === undefined
        ? text`Large videos can take this long. The next check is ${time(nextCheckAt)}; to see it sooner, check again.`
        : text`Large videos can take this long.`,
    ],
  }),
  buttons: watchedButtons,
  groupHeadline: () => ({ sign: '🐢', tone: 'warning', predicate: 'are still processing, longer than most' }),
  groupLine: () => text`large videos can take this long.`,
  listLine: whatToDo,
  isSuperseded: true,
  isTrueWhile: (status) => status === 'IN_PROGRESS',
};

function whatToDo({ nextCheckAt }: ContainerEventOf<'delayed'>): Text {
  return text`the next check is ${time(nextCheckAt)}.`;
}
