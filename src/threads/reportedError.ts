import { chooseWords } from './chooseWords.ts';
import { classifyError } from './classifyError.ts';
import type { ErrorDetails } from './errorDetails.ts';
import type { GraphError } from './readGraphError.ts';

/** Characters of Meta's words that are kept of an error that somebody else was answered. */
const LONGEST_WORDS = 500;

/**
 * The details of an error that Threads answered to somebody else, who reported it: what it means, and what to explain.
 *
 * @param subject what that call was for
 */
export function readReportedError(error: GraphError, subject: 'create' | 'publish'): ErrorDetails {
  const { code, subcode, message, userMessage, userTitle } = error;
  const words = chooseWords(error)?.slice(0, LONGEST_WORDS);
  return {
    // Nobody says with which HTTP status it came.
    kind: classifyError({
      isFromApi: code !== undefined,
      code,
      subcode,
      httpStatus: 400,
      subject,
      message: message ?? userMessage ?? userTitle,
    }),
    subject,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(words !== undefined && { apiMessage: words }),
  };
}
