/** What a call asks Threads about. */
export type CallSubject = 'container' | 'quotas' | 'user' | 'token';

/** What kind of trouble an answer of Threads means for us (the rows of the error table). */
export const THREADS_ERROR_KINDS = [
  /** The container can't be seen: seconds old, a wrong or discarded id, or another account's (24/4279009). */
  'not-visible',
  /** No such object for this account (100/33). */
  'no-such-object',
  /** The id is of something that has no status, most likely a published post (100, nonexisting field). */
  'not-a-container',
  /** A carousel child is not ready, missing or too old (100/4279004). */
  'child-not-ready',
  /** Threads refuses the question as asked (100, other). */
  'bad-request',
  /** The token is refused: invalid, expired, revoked (190, 102). */
  'token',
  /** A permission is missing (10, 200–299). */
  'permission',
  /** The account's call budget is used up, or we wait out an earlier such answer (4, 17, 32, 341, 613, 429). */
  'limited',
  /** Threads restricts or blocks the account (4/2207051, 368, 4279013). */
  'restricted',
  /** Meta could not fetch the media (1/2207052). */
  'media-not-fetched',
  /** Meta has blocked the app (200, "API access blocked"). */
  'app-blocked',
  /** The app's call budget is used up, over all its accounts (4). */
  'app-limited',
  /** Something of the app or the account, never of the container: unknown method, app gone, signature (3, 25, 101, 104). */
  'app-or-account',
  /** A code that no row of the table knows. */
  'unknown',
  /** A status call was answered with what is no status: it concerns this id alone. */
  'unreadable',
  /** Threads fails, can't be reached, or answers what no one can read (1, 2, 5xx without a body, network). */
  'outage',
] as const;

export type ThreadsErrorKind = (typeof THREADS_ERROR_KINDS)[number];

/** Refusals of the account as a whole, whatever was asked. */
export const ACCOUNT_WIDE_KINDS: ReadonlySet<ThreadsErrorKind> = new Set(['token', 'limited', 'restricted']);

export interface ThreadsErrorDetails {
  readonly account: string;
  /** What was asked about when it happened. */
  readonly subject?: CallSubject | undefined;
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  /** Absent where no whole answer came: network, deadline, abort, a pause. */
  readonly httpStatus?: number | undefined;
  /** Threads' own words, localised; for showing as they are, never for matching. */
  readonly apiMessage?: string | undefined;
  readonly traceId?: string | undefined;
  /** When the next call may be made (ms since the epoch): always for `limited`, for `outage` where Threads named it. */
  readonly retryAt?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The only error the Threads core throws. Its message is for the log; people read `explainError`.
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
