import { explainContainerError } from '../../../threads/explanations.ts';
import { code, type Text, text } from '../../text.ts';
import { TRY_AGAIN } from '../../tryAgain.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

/** Threads could not process the media. */
export const failed: ContainerEventDescriptor<'failed'> = {
  alert: ({ errorMessage }, { container }) => {
    const { cause, fix, tryAgain } = explainContainerError(errorMessage);
    return {
      tone: 'bad',
      title: text`❌ Container ${code(container)} failed: ${cause}`,
      body: [text`${fix}`, TRY_AGAIN[tryAgain], ...quoteError(errorMessage)],
    };
  },
  buttons: endedButtons,
  groupHeadline: { sign: '❌', tone: 'bad', predicate: 'failed' },
  groupLine: ({ errorMessage }) => {
    const { cause, fix } = explainContainerError(errorMessage);
    return text`${cause}. ${fix}`;
  },
  listLine: ({ errorMessage }) => text`${explainContainerError(errorMessage).cause}`,
  isSuperseded: false,
  trueWhile: undefined,
};

/** The raw error of Threads, for those who search for it; `UNKNOWN` says nothing. */
function quoteError(errorMessage: string | undefined): Text[] {
  return errorMessage === undefined || errorMessage === 'UNKNOWN'
    ? []
    : [text`Threads' own word: ${code(errorMessage)}`];
}
