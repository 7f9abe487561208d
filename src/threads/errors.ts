import { NETWORK_FAULT_KINDS, type NetworkFaultKind } from '../networkFault.ts';

/** What a call asks Threads about. */
export const CALL_SUBJECTS = ['container', 'create', 'publish', 'posts', 'quotas', 'user', 'token'] as const;

export type CallSubject = (typeof CALL_SUBJECTS)[number];

/** What an error of Threads means, by the rows of the error table in `classifyError.ts`. */
export const THREADS_ERROR_KINDS = [
  /** The container can't be seen: seconds old, a wrong or discarded id, or another account's (24/4279009). */
  'not-visible',
  /** No such object for this account (100/33). */
  'no-such-object',
  /** The id is of something that has no status, most likely a published post (100, nonexisting field). */
  'not-a-container',
  /** An item of a carousel is not ready, missing or too old (100/4279004). */
  'child-not-ready',
  /** Threads does not accept the request as it was made (100, other). */
  'bad-request',
  /** The token is invalid, expired or revoked (190, 102). */
  'token',
  /** A permission is missing, says Threads (10, 200–299). */
  'permission',
  /** The account's call budget is used up, or the account is still paused after such an answer (17, 80002, 429 …). */
  'limited',
  /** The call budget of the app is used up, for all of its accounts at once (4). */
  'app-limited',
  /** Meta has blocked the app's access to the API (200 with these words). */
  'app-blocked',
  /** Something about the app or the account, never about the object that was asked for (3, 25, 101, 104). */
  'app-or-account',
  /** Threads restricts or blocks the account (4/2207051, 368, 4279013). */
  'restricted',
  /** Meta could not fetch the media (1/2207052). */
  'media-not-fetched',
  /** Threads answered with HTTP 200, but without what was asked for: no status, no quota. It concerns that object alone. */
  'unreadable',
  /** Threads fails, can't be reached, or an answer came that is not from its API (1, 2, a page of HTML, network). */
  'outage',
  /** This machine's own network is at fault, and Threads was never reached. */
  ...NETWORK_FAULT_KINDS,
  /** An error of the API whose code is in no row of the table. */
  'unknown',
] as const;

export type ThreadsErrorKind = (typeof THREADS_ERROR_KINDS)[number];

/** The kinds that pause calls until a known time. */
export type RateLimitKind = Extract<ThreadsErrorKind, 'limited' | 'app-limited'>;

/** Whether calls must wait until `retryAt`. */
export function isRateLimit(kind: ThreadsErrorKind): kind is RateLimitKind {
  return kind === 'limited' || kind === 'app-limited';
}

const NETWORK_KINDS: ReadonlySet<string> = new Set(NETWORK_FAULT_KINDS);

/** Whether this machine's own network is at fault, and nothing is known of Threads. */
export function isNetworkFault(kind: ThreadsErrorKind): kind is NetworkFaultKind {
  return NETWORK_KINDS.has(kind);
}

/** Whether what answered is most likely not Threads, which fails with a status of 500 or more, or with an error of its API. */
export function isImpostors({
  kind,
  code,
  httpStatus,
}: Pick<ThreadsError, 'kind' | 'code' | 'httpStatus'>): boolean {
  return kind === 'outage' && code === undefined && httpStatus !== undefined && httpStatus < 500;
}

const PASSING_KINDS: ReadonlySet<ThreadsErrorKind> = new Set([
  'outage',
  ...NETWORK_FAULT_KINDS,
  'limited',
  'app-limited',
  'unreadable',
  'unknown',
]);

/** Whether an error passes by itself, as far as is known; any other is a refusal. */
export function isPassing({ kind }: { readonly kind: ThreadsErrorKind }): boolean {
  return PASSING_KINDS.has(kind);
}

/** Errors that every other call for the account would get too, whatever it asks for. */
export const ACCOUNT_WIDE_KINDS: ReadonlySet<ThreadsErrorKind> = new Set([
  'token',
  'limited',
  'app-limited',
  'app-blocked',
  'app-or-account',
  'restricted',
]);

export interface ThreadsErrorDetails {
  readonly account: string;
  /** What was asked about when it happened. */
  readonly subject?: CallSubject | undefined;
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  /** Absent where no whole answer came: network, deadline, a pause. */
  readonly httpStatus?: number | undefined;
  /** Meta's own words, localised: to be shown as they are, never to be matched. */
  readonly apiMessage?: string | undefined;
  readonly traceId?: string | undefined;
  /** When the next call may be made (ms since the epoch): always for a rate limit, for an outage where Threads named it. */
  readonly retryAt?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A call that its own caller ended, such as when the program stops. It says nothing of Threads, nor of the account or the
 * object that was asked for. It never holds a token.
 */
export class CallEndedError extends Error {
  override readonly name = 'CallEndedError';
}

/**
 * The only error that the Threads core throws, besides {@link CallEndedError}. Its message is for the log; people read `explainError`.
 * Neither it, nor its properties, nor its cause ever hold a token.
 */
export class ThreadsError extends Error {
  override readonly name = 'ThreadsError';
  readonly kind: ThreadsErrorKind;
  readonly account: string;
  readonly subject: CallSubject | undefined;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly httpStatus: number | undefined;
  readonly apiMessage: string | undefined;
  readonly traceId: string | undefined;
  readonly retryAt: number | undefined;

  constructor(kind: ThreadsErrorKind, message: string, details: ThreadsErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.account = details.account;
    this.subject = details.subject;
    this.code = details.code;
    this.subcode = details.subcode;
    this.httpStatus = details.httpStatus;
    this.apiMessage = details.apiMessage;
    this.traceId = details.traceId;
    this.retryAt = details.retryAt;
  }
}
