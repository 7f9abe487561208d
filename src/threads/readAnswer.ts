import { nameRequest, type RequestSpec } from './buildRequest.ts';
import { classifyError } from './classifyError.ts';
import { type CallSubject, ThreadsError } from './errors.ts';
import { parseJson } from './json.ts';
import { readGraphError } from './readGraphError.ts';
import { findLimitEnd, readRetryAfter } from './retryAfter.ts';
import type { HttpAnswer } from './sendRequest.ts';

/** One thing to ask Threads, and how to read the answer. */
export interface Endpoint<T> extends RequestSpec {
  readonly subject: CallSubject;
  /** Whether the answer is a token: it is read as it came, and is no text that anyone is shown. */
  readonly holdsToken?: boolean;
  /** `undefined` where the body is not of the shape that was asked for. */
  readonly read: (body: unknown) => T | undefined;
}

/** Who asked, when, and how to keep the token out of what is read. */
export interface AnswerContext {
  readonly account: string;
  readonly now: number;
  readonly redact: (text: string) => string;
}

/**
 * Reads a whole answer. Whether it is an error is decided by the body before the HTTP status, which lies.
 *
 * @throws ThreadsError for an error, and an `outage` for what can't be read
 */
export function readAnswer<T>(endpoint: Endpoint<T>, answer: HttpAnswer, context: AnswerContext): T {
  const body = parseJson(answer.text, context.redact);
  const facts = readGraphError(body);
  const isSuccess = answer.httpStatus >= 200 && answer.httpStatus < 300;
  const reading =
    isSuccess && facts === undefined
      ? endpoint.read(endpoint.holdsToken ? parseJson(answer.text, (text) => text) : body)
      : undefined;
  if (reading !== undefined) return reading;

  const { httpStatus } = answer;
  const { subject } = endpoint;
  const call = nameRequest(endpoint);
  const { account, now } = context;
  const { code, subcode, message } = facts ?? {};
  const kind = classifyError({ code, subcode, httpStatus, subject, message });
  const details = { account, subject, httpStatus, retryAt: findRetryAt(kind, answer, now) };
  const codes = [code, subcode].filter((each) => each !== undefined).join('/');
  const words = codes === '' ? 'no readable error' : `code ${codes}`;
  throw new ThreadsError(kind, `${call} for account ${account}: ${kind}, HTTP ${httpStatus}, ${words}`, {
    ...details,
    code,
    subcode,
    apiMessage: message,
    traceId: facts?.traceId,
  });
}

function findRetryAt(kind: ThreadsError['kind'], answer: HttpAnswer, now: number): number | undefined {
  if (kind === 'limited') return findLimitEnd(answer, now);
  return kind === 'outage' ? readRetryAfter(answer.retryAfter, now) : undefined;
}
