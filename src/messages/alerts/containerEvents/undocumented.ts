import { explainContainerError } from '../../../threads/explainContainerError.ts';
import { isKnownStatus } from '../../../threads/status.ts';
import { code, type Text, text } from '../../text.ts';
import { watchedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor, ContainerEventOf } from './containerEventDescriptor.ts';

/** Threads reports a status that it does not document, and a reason beside it. */
export const undocumented: ContainerEventDescriptor<'undocumented'> = {
  alert: ({ status, errorMessage }, { container }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return {
      tone: 'warning',
      title: text`🔷 Container ${code(container)} is reported as “${status}”: ${cause}`,
      body: [text`${fix}`, text`Threads does not document this status, so the container is still watched.`],
    };
  },
  buttons: watchedButtons,
  groupHeadline: () => ({
    sign: '🔷',
    tone: 'warning',
    predicate: 'have a status that Threads does not document, and a reason for it',
  }),
  groupLine: describe,
  listLine: describe,
  isSuperseded: true,
  isTrueWhile: (status) => !isKnownStatus(status),
};

function describe({ status, errorMessage }: ContainerEventOf<'undocumented'>): Text {
  const { cause, fix } = explainContainerError(errorMessage);
  return text`reported as “${status}”: ${cause}. ${fix}`;
}
