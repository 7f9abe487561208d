import { explainContainerError } from '../../../threads/explainContainerError.ts';
import { isKnownStatus } from '../../../threads/status.ts';
import { code, text } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Threads reports a status that it does not document, and a reason beside it. */
export const undocumented: ContainerEventDescriptor<'undocumented'> = {
  alert: ({ status, errorMessage }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return {
      sign: '🔷',
      tone: 'warning',
      predicate: text`has a problem: ${cause}`,
      body: [
        text`${fix}`,
        text`Threads reports the status “${status}”, which it does not document. The post is still watched.`,
      ],
      code: text`status ${code(status)}`,
    };
  },
  buttons: watchedButtons,
  groupHeadline: () => ({
    sign: '🔷',
    tone: 'warning',
    predicate: 'have a problem, and a status that Threads does not document',
  }),
  groupLine: ({ status, errorMessage }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return { cause: `“${status}”: ${cause}`, whatToDo: text`${fix}` };
  },
  topic: ({ errorMessage }) => explainContainerError(errorMessage).topic,
  isSuperseded: true,
  isTrueWhile: (status) => !isKnownStatus(status),
};
