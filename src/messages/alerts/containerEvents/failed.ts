import { explainContainerError, isUnknownReason } from '../../../threads/explainContainerError.ts';
import { code, type Text, text } from '../../text.ts';
import { tryAgainLines } from '../../tryAgain.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Threads could not process the media. */
export const failed: ContainerEventDescriptor<'failed'> = {
  alert: ({ errorMessage }, { container }) => {
    const { cause, fix, tryAgain } = explainContainerError(errorMessage);
    return {
      tone: 'bad',
      title: text`❌ Container ${code(container)} failed: ${cause}`,
      body: [text`${fix}`, ...tryAgainLines(tryAgain), ...quoteError(errorMessage, cause)],
    };
  },
  buttons: endedButtons,
  groupHeadline: () => ({ sign: '❌', tone: 'bad', predicate: 'failed' }),
  groupLine: ({ errorMessage }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return text`${cause}. ${fix}`;
  },
  listLine: ({ errorMessage }) => text`${explainContainerError(errorMessage).cause}`,
  isSuperseded: false,
  isTrueWhile: undefined,
};

/** The raw error of Threads, for those who search for it, where it says something that the title does not quote. */
function quoteError(errorMessage: string | undefined, cause: string): Text[] {
  if (errorMessage === undefined || isUnknownReason(errorMessage) || cause.includes(errorMessage)) return [];
  return [text`Threads' own word: ${code(errorMessage)}`];
}
