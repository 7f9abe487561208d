import { chooseWords, isUninformative } from './chooseWords.ts';
import { classifyError } from './classifyError.ts';
import type { ErrorDetails } from './errorDetails.ts';
import type { GraphError } from './readGraphError.ts';

/** Characters of Meta's words that are kept of an error that somebody else was answered. */
const LONGEST_WORDS = 500;

/** What a program says where Threads gave no answer, or one without an error in it. */
const NO_ERROR = /^(?:no answer|HTTP (\d{3}))$/i;

/**
 * The details of an error that Threads answered to somebody else, who reported it: what it means, and what to explain.
 *
 * @param subject what that call was for
 */
export function readReportedError(error: GraphError, subject: 'create' | 'publish'): ErrorDetails {
  const { code, subcode, message, userMessage, userTitle } = error;
  const words = chooseWords(error)?.slice(0, LONGEST_WORDS);
  const unanswered = NO_ERROR.exec(words ?? '');
  const [, httpStatus = 400] = unanswered ?? [];
  const saysMore = words !== undefined && unanswered === null && !isUninformative(words);
  return {
    kind: classifyError({
      isFromApi: code !== undefined || saysMore,
      code,
      subcode,
      // Mostly nobody says with which HTTP status it came.
      httpStatus: Number(httpStatus),
      subject,
      message: message ?? userMessage ?? userTitle,
    }),
    subject,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(words !== undefined && { apiMessage: words }),
  };
}
