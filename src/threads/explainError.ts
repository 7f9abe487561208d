import { isUninformative } from './chooseWords.ts';
import type { CallSubject, ThreadsErrorKind } from './errors.ts';
import { NEW_TOKEN, WORDS, WORDS_BY_SUBJECT } from './errorWords.ts';
import { findReasons } from './explainContainerError.ts';
import type { Explanation } from './explanation.ts';
import { quoteWords } from './quoteWords.ts';

/** What is to be explained: a `ThreadsError`, or what a record kept of one. */
export interface ExplainableError {
  readonly kind: ThreadsErrorKind;
  readonly subcode?: number | undefined;
  readonly apiMessage?: string | undefined;
  /** Left out by records of earlier versions, which are of containers, or of kinds that read the same for everything. */
  readonly subject?: CallSubject | undefined;
  /** Whether the container's status is told beside it: then nobody is asked to look it up. */
  readonly isStatusKnown?: boolean | undefined;
}

const LOG_IN_FIRST: Explanation = {
  topic: 'token-login',
  cause: 'Threads wants the account to log in before its access token works again',
  fix: `Log in to Threads as this account and finish the security check there. If the token is still refused, reconnect the account with a new one.`,
  tryAgain: 'no',
  remedy: 'reconnect',
};

/** Why a token is refused, by subcode. */
export const TOKEN_ERRORS: ReadonlyMap<number, Explanation> = new Map<number, Explanation>([
  [458, needsNewToken('token-revoked', "the account has revoked Threadwatch's access")],
  [459, LOG_IN_FIRST],
  [460, needsNewToken('token-password', "the account's password has changed, which ends its access token")],
  [463, needsNewToken('token-expired', "the account's access token has expired")],
  [464, LOG_IN_FIRST],
]);

function needsNewToken(topic: string, cause: string): Explanation {
  return { topic, cause, fix: NEW_TOKEN, tryAgain: 'no', remedy: 'reconnect' };
}

/** After these the post may be out although the call failed. */
const MAY_BE_PUBLISHED: ReadonlySet<ThreadsErrorKind> = new Set([
  'permission',
  'not-visible',
  'unreadable',
  'outage',
  'unknown',
]);
const CHECK_FIRST =
  "Check the container's status before trying again: it may have been published all the same.";

/**
 * What went wrong between us and Threads, and what to do. It speaks of a container only where one was asked for. A guess
 * says that it is one, and where Meta's own words are all there is, they are quoted.
 */
export function explainError({
  kind,
  subcode = 0,
  apiMessage = '',
  subject = 'container',
  isStatusKnown = false,
}: ExplainableError): Explanation {
  if (kind === 'token') return TOKEN_ERRORS.get(subcode) ?? { topic: 'token', ...WORDS.token(undefined) };
  const isOfContainer = subject === 'container' || subject === 'publish' || subject === 'create';
  const isQuoted = kind === 'bad-request' || kind === 'unknown';
  const named = isOfContainer && isQuoted ? explainName(apiMessage) : undefined;
  if (named !== undefined) return named;
  const ofSubject = WORDS_BY_SUBJECT[subject][kind];
  const words = ofSubject ?? WORDS[kind];
  const explanation = {
    topic:
      ofSubject === undefined
        ? kind
        : `${ofSubject === WORDS_BY_SUBJECT.container[kind] ? 'container' : subject}-${kind}`,
    ...words(isUninformative(apiMessage) ? undefined : quoteWords(apiMessage)),
  };
  return subject === 'publish' && !isStatusKnown && MAY_BE_PUBLISHED.has(kind)
    ? { ...explanation, fix: `${CHECK_FIRST} ${explanation.fix}` }
    : explanation;
}

/** The one text that is not localised: it names the same things as a container's `error_message`. */
function explainName(apiMessage: string): Explanation | undefined {
  const [, name = ''] = /THREADS_API__([A-Z_]+)/.exec(apiMessage) ?? [];
  return findReasons(name)[0];
}
