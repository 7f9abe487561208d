import { nameRequest, type RequestSpec } from './buildRequest.ts';
import { readCallUsage } from './callUsage.ts';
import { chooseWords } from './chooseWords.ts';
import { classifyError } from './classifyError.ts';
import { type CallSubject, isRateLimit, ThreadsError, type ThreadsErrorKind } from './errors.ts';
import { parseJson } from './json.ts';
import { type GraphError, readGraphError } from './readGraphError.ts';
import { findLimitEnd, type RateLimitHeaders, readRetryAfter } from './retryAfter.ts';
import type { HttpAnswer } from './sendRequest.ts';

/** One thing to ask Threads for, and how to read the answer. */
export interface Endpoint<T> extends RequestSpec {
  readonly subject: CallSubject;
  /** Whether an answer can take minutes, so that the call gets the deadline of such calls. */
  readonly isSlow?: boolean;
  /**
   * `undefined` where the body is not of the shape that was asked for. Only the free texts of the reading, which are
   * stored and shown, are redacted; nothing that decides anything.
   */
  readonly read: (body: unknown, redact: (text: string) => string) => T | undefined;
}

/** Who called, when, and how to keep the token out of the texts that are stored and shown. */
export interface AnswerContext {
  readonly account: string;
  readonly now: number;
  readonly redact: (text: string) => string;
}

/** Where an answer to these calls can't be read, it is the fault of one object. Of other calls it is an outage. */
const ASKS_FOR_AN_OBJECT: ReadonlySet<CallSubject> = new Set(['container', 'publish', 'posts', 'quotas']);

/** Kinds that can stand for a rate limit as well, where the headers say that a budget is used up. */
const VAGUE_KINDS: ReadonlySet<ThreadsErrorKind> = new Set(['outage', 'unknown']);

/**
 * Reads a whole answer. Its body decides first whether it is an error, since the HTTP status lies.
 *
 * @throws ThreadsError for an error, and for what is not the answer that was asked for
 */
export function readAnswer<T>(endpoint: Endpoint<T>, answer: HttpAnswer, context: AnswerContext): T {
  const body = parseJson(answer.text);
  const error = readGraphError(body);
  if (error !== undefined || answer.httpStatus < 200 || answer.httpStatus >= 300)
    throw toError(findKind(endpoint.subject, error, answer, context.now), endpoint, error, answer, context);
  const reading = endpoint.read(body, context.redact);
  if (reading !== undefined) return reading;
  const isOfApi = body !== undefined && ASKS_FOR_AN_OBJECT.has(endpoint.subject);
  throw toError(isOfApi ? 'unreadable' : 'outage', endpoint, undefined, answer, context);
}

function findKind(
  subject: CallSubject,
  error: GraphError | undefined,
  answer: HttpAnswer,
  now: number,
): ThreadsErrorKind {
  const { httpStatus } = answer;
  const { code, subcode, message, userMessage, userTitle } = error ?? {};
  const kind = classifyError({
    isFromApi: error !== undefined,
    code,
    subcode,
    httpStatus,
    subject,
    message: message ?? userMessage ?? userTitle,
  });
  return VAGUE_KINDS.has(kind) ? (findUsedUpBudget(answer, now) ?? kind) : kind;
}

/** Which budget is used up, by the headers. */
function findUsedUpBudget(
  { businessUseCaseUsage, appUsage }: RateLimitHeaders,
  now: number,
): ThreadsErrorKind | undefined {
  const isUsedUp = (header: string | undefined): boolean => {
    const usage = readCallUsage(header, now);
    return usage !== undefined && (usage.share >= 1 || usage.regainAt !== undefined);
  };
  if (isUsedUp(businessUseCaseUsage)) return 'limited';
  return isUsedUp(appUsage) ? 'app-limited' : undefined;
}

function toError<T>(
  kind: ThreadsErrorKind,
  endpoint: Endpoint<T>,
  error: GraphError | undefined,
  answer: HttpAnswer,
  { account, now, redact }: AnswerContext,
): ThreadsError {
  const { code, subcode, traceId } = error ?? {};
  const apiMessage = error && chooseWords(error);
  const { httpStatus } = answer;
  const codes = [code, subcode].filter((each) => each !== undefined).join('/');
  const reason = codes === '' ? 'no error code' : `code ${codes}`;
  const message = `${nameRequest(endpoint)} for account ${account}: ${kind}, HTTP ${httpStatus}, ${reason}`;
  return new ThreadsError(kind, message, {
    account,
    subject: endpoint.subject,
    httpStatus,
    code,
    subcode,
    apiMessage: apiMessage && redact(apiMessage),
    traceId: traceId && redact(traceId),
    retryAt: findRetryAt(kind, answer, now),
  });
}

function findRetryAt(kind: ThreadsErrorKind, answer: HttpAnswer, now: number): number | undefined {
  if (isRateLimit(kind)) return findLimitEnd(answer, now);
  return kind === 'outage' ? readRetryAfter(answer.retryAfter, now) : undefined;
}
