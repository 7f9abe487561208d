import { explainContainerError, isUnknownReason } from '../../../threads/explainContainerError.ts';
import { code, type Text, text } from '../../text.ts';
import { describeRetry } from '../../tryAgain.ts';
import { finalButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Threads could not process the media. */
export const failed: ContainerEventDescriptor<'failed'> = {
  alert: ({ errorMessage }) => {
    const { cause, fix, tryAgain } = explainContainerError(errorMessage);
    return {
      sign: '❌',
      tone: 'bad',
      predicate: text`failed: ${cause}`,
      body: describeRetry(fix, tryAgain),
      code: quoteError(errorMessage, cause),
    };
  },
  buttons: finalButtons,
  groupHeadline: () => ({ sign: '❌', tone: 'bad', predicate: 'failed' }),
  groupLine: ({ errorMessage }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return { cause, whatToDo: text`${fix}` };
  },
  topic: ({ errorMessage }) => explainContainerError(errorMessage).topic,
  isSuperseded: false,
  isTrueWhile: undefined,
};

/** The raw error of Threads, for those who search for it, where it says something that the headline does not quote. */
function quoteError(errorMessage: string | undefined, cause: string): Text | undefined {
  if (errorMessage === undefined || isUnknownReason(errorMessage) || cause.includes(errorMessage))
    return undefined;
  return text`error code ${code(errorMessage)}`;
}
