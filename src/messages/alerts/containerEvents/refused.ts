import { explainError } from '../../../threads/explainError.ts';
import { code, type Text, text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Threads refuses to answer for this container. */
export const refused: ContainerEventDescriptor<'refused'> = {
  alert: ({ error }, { container }) => {
    const { cause, fix } = explainError(error);
    return {
      tone: 'bad',
      title: text`🚫 Container ${code(container)} can't be watched: ${cause}`,
      body: [text`${fix}`],
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({ sign: '🚫', tone: 'bad', predicate: "can't be watched" }),
  groupLine: whatToDo,
  listLine: whatToDo,
  isSuperseded: false,
  isTrueWhile: undefined,
};

function whatToDo({ error }: ContainerEventOf<'refused'>): Text {
  const { cause, fix } = explainError(error);
  return text`${cause}. ${fix}`;
}
