import type { Dispatcher } from 'undici';
import { findNetworkFault } from '../networkFault.ts';
import type { ProxySettings } from '../proxy.ts';
import type { CallOptions, Credentials } from './api.ts';
import { type AuthForm, buildRequest, nameRequest } from './buildRequest.ts';
import type { CallLanes } from './callLanes.ts';
import type { Cooldowns } from './createCooldowns.ts';
import type { Deadlines } from './createDeadlines.ts';
import { createRedactor } from './createRedactor.ts';
import {
  CallEndedError,
  type CallSubject,
  isRateLimit,
  ThreadsError,
  type ThreadsErrorKind,
} from './errors.ts';
import { type Endpoint, readAnswer } from './readAnswer.ts';
import { redactError } from './redactError.ts';
import { rejectOnAbort } from './rejectOnAbort.ts';
import { type RetryOptions, retryOutages } from './retryOutages.ts';
import { type HttpAnswer, sendRequest } from './sendRequest.ts';

/** One HTTP call that was made, for log and metrics; it holds nothing secret. */
export interface CallReport {
  readonly account: string;
  readonly what: CallSubject;
  /** From 1. */
  readonly attempt: number;
  readonly durationMs: number;
  /** `ended` where its caller ended it. */
  readonly outcome: 'ok' | 'ended' | ThreadsErrorKind;
  /** The code of an error of the API. */
  readonly code?: number | undefined;
}

export interface ClientOptions extends RetryOptions {
  /** As `readBaseUrl` gives it. */
  readonly base: string;
  readonly auth: AuthForm;
  readonly dispatcher: Dispatcher;
  readonly cooldowns: Cooldowns;
  readonly lanes: CallLanes;
  /** Of each attempt, to the end of its body. */
  readonly deadlines: Deadlines;
  /** Likewise, of calls whose answer can take minutes. */
  readonly slowDeadlines: Deadlines;
  readonly attempts: number;
  readonly proxy: ProxySettings | undefined;
  /** Removes from texts what must not appear in any, besides the account's own token. */
  readonly redact: (text: string) => string;
  readonly onCall: (call: CallReport) => void;
  /** Told of each whole answer before it is read. */
  readonly onAnswer: (accountName: string, answer: HttpAnswer) => void;
}

/**
 * Calls an endpoint of Threads for an account; rejects with a `ThreadsError`, or with a `CallEndedError` once the caller's
 * signal is aborted, and with nothing else.
 */
export type Client = <T>(account: Credentials, endpoint: Endpoint<T>, options?: CallOptions) => Promise<T>;

/** What a token is made of; anything else could not stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

export function createClient(options: ClientOptions): Client {
  return async (account, endpoint, callOptions = {}) => {
    requireToken(account, endpoint);
    const { attempts = options.attempts, signal, for: purpose = 'job' } = callOptions;
    const call = new Call(options, account, endpoint, callOptions);
    if (signal?.aborted) throw call.ended(signal.reason);
    // An attempt that backs off leaves its place in the lane to others.
    const attempt = (number: number) => options.lanes(purpose, account.name, () => call.attempt(number));
    const answer = retryOutages(attempt, attempts, options, signal);
    return rejectOnAbort(answer, signal, () => call.ended(signal?.reason));
  };
}

/** One call over all its attempts. */
class Call<T> {
  readonly #options: ClientOptions;
  readonly #account: Credentials;
  readonly #endpoint: Endpoint<T>;
  readonly #callOptions: CallOptions;
  readonly #redact: (text: string) => string;

  constructor(options: ClientOptions, account: Credentials, endpoint: Endpoint<T>, callOptions: CallOptions) {
    this.#options = options;
    this.#account = account;
    this.#endpoint = endpoint;
    this.#callOptions = callOptions;
    const redactors = [account.token, ...Object.values(endpoint.secrets ?? {})].map(createRedactor);
    this.#redact = (text) => options.redact(redactors.reduce((words, redact) => redact(words), text));
  }

  /** Makes one HTTP call, unless the account is paused or the caller has aborted meanwhile. */
  async attempt(attempt: number): Promise<T> {
    this.#rejectWhilePaused();
    const { signal } = this.#callOptions;
    if (signal?.aborted) throw this.ended(signal.reason);
    const startedAt = this.#options.clock.now();
    try {
      const reading = this.#read(await this.#send());
      this.#report('ok', attempt, startedAt);
      return reading;
    } catch (cause) {
      if (signal?.aborted && !(cause instanceof ThreadsError)) {
        this.#report('ended', attempt, startedAt);
        throw this.ended(signal.reason);
      }
      const error = cause instanceof ThreadsError ? cause : this.failed(cause);
      this.#pauseAfter(error);
      this.#report(error.kind, attempt, startedAt, error.code);
      throw error;
    }
  }

  /** The error for a call that brought no whole answer. */
  failed(reason: unknown): ThreadsError {
    const { subject } = this.#endpoint;
    const { name: account } = this.#account;
    const cause = redactError(reason, this.#redact);
    const kind = findNetworkFault(reason, this.#options.proxy) ?? 'outage';
    const message = `${nameRequest(this.#endpoint)} for account ${account}: ${kind}, ${cause.message}`;
    return new ThreadsError(kind, message, { account, subject, cause });
  }

  /** The error for a call that its caller ended, with the reason that the caller gave. */
  ended(reason: unknown): CallEndedError {
    const cause = redactError(reason, this.#redact);
    const message = `${nameRequest(this.#endpoint)} for account ${this.#account.name}: ended by its caller, ${cause.message}`;
    return new CallEndedError(message, { cause });
  }

  #report(outcome: CallReport['outcome'], attempt: number, startedAt: number, code?: number): void {
    const { clock, onCall } = this.#options;
    const durationMs = Math.max(0, clock.now() - startedAt);
    const what = this.#endpoint.subject;
    onCall({
      account: this.#account.name,
      what,
      attempt,
      durationMs,
      outcome,
      ...(code !== undefined && { code }),
    });
  }

  /** Only a call about the account alone shows that a limit is the account's. Whoever made another call finds out. */
  #pauseAfter({ kind, retryAt }: ThreadsError): void {
    if (!isRateLimit(kind) || retryAt === undefined || this.#endpoint.subject !== 'user') return;
    this.#options.cooldowns.extend(this.#account.name, { kind, until: retryAt });
  }

  async #send(): Promise<HttpAnswer> {
    const { base, auth, dispatcher, deadlines, slowDeadlines } = this.#options;
    const request = buildRequest(base, this.#endpoint, auth, this.#account);
    const deadline = this.#endpoint.isSlow ? slowDeadlines : deadlines;
    return sendRequest(request, dispatcher, deadline(this.#callOptions.signal));
  }

  #read(answer: HttpAnswer): T {
    const { clock, onAnswer } = this.#options;
    const context = { account: this.#account.name, now: clock.now(), redact: this.#redact };
    onAnswer(context.account, answer);
    return readAnswer(this.#endpoint, answer, context);
  }

  #rejectWhilePaused(): void {
    const { name: account } = this.#account;
    const pause = this.#options.cooldowns.of(account);
    if (pause === undefined) return;
    const { kind, until: retryAt } = pause;
    const { subject } = this.#endpoint;
    const message = `${nameRequest(this.#endpoint)} for account ${account}: not made, ${kind} until ${retryAt}`;
    throw new ThreadsError(kind, message, { account, subject, retryAt });
  }
}

function requireToken({ name: account, token }: Credentials, endpoint: Endpoint<unknown>): void {
  if (TOKEN.test(token)) return;
  const { subject } = endpoint;
  const message = `${nameRequest(endpoint)} for account ${account}: not made, the token is empty or holds blanks`;
  throw new ThreadsError('token', message, { account, subject });
}
