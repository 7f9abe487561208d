import { explainError } from '../../../threads/explainError.ts';
import { text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Threads refuses to answer for this container. */
export const refused: ContainerEventDescriptor<'refused'> = {
  alert: ({ error }) => {
    const { cause, fix } = explainError(error);
    return { sign: '🚫', tone: 'bad', predicate: text`can't be watched: ${cause}`, body: [text`${fix}`] };
  },
  buttons: endedButtons,
  groupHeadline: () => ({ sign: '🚫', tone: 'bad', predicate: "can't be watched" }),
  groupLine: ({ error }) => {
    const { cause, fix } = explainError(error);
    return { cause, whatToDo: text`${fix}` };
  },
  topic: ({ error }) => explainError(error).topic,
  isSuperseded: false,
  isTrueWhile: undefined,
};
