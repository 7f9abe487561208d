import pLimit, { type LimitFunction } from 'p-limit';
import type { Dispatcher } from 'undici';
import type { CallOptions, Credentials } from './api.ts';
import { type AuthForm, buildRequest, nameRequest } from './buildRequest.ts';
import type { Cooldowns } from './createCooldowns.ts';
import type { Deadlines } from './createDeadlines.ts';
import { createRedactor } from './createRedactor.ts';
import { type CallSubject, ThreadsError, type ThreadsErrorKind } from './errors.ts';
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
  readonly outcome: 'ok' | ThreadsErrorKind;
}

export interface ClientOptions extends RetryOptions {
  /** As `readBaseUrl` gives it. */
  readonly base: string;
  readonly auth: AuthForm;
  readonly dispatcher: Dispatcher;
  readonly cooldowns: Cooldowns;
  /** Per account. */
  readonly callsAtOnce: number;
  /** Of each attempt, to the end of its body. */
  readonly deadlines: Deadlines;
  readonly attempts: number;
  /** Takes out what no text may hold, besides the account's own token. */
  readonly redact: (text: string) => string;
  readonly onCall: (call: CallReport) => void;
  /** Told of each whole answer before it is read. */
  readonly onAnswer: (accountName: string, answer: HttpAnswer) => void;
}

/** Asks Threads one question; rejects with a `ThreadsError` alone. */
export type Client = <T>(account: Credentials, endpoint: Endpoint<T>, options?: CallOptions) => Promise<T>;

/** What a token is made of; anything else could not stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

export function createClient(options: ClientOptions): Client {
  const queues = new Map<string, LimitFunction>();
  const queueOf = (accountName: string): LimitFunction => {
    const queue = queues.get(accountName) ?? pLimit(options.callsAtOnce);
    queues.set(accountName, queue);
    return queue;
  };

  return async (account, endpoint, { attempts = options.attempts, signal } = {}) => {
    requireToken(account, endpoint);
    const call = new Call(options, account, endpoint, signal);
    if (signal?.aborted) throw call.failed(signal.reason);
    const queue = queueOf(account.name);
    // An attempt that backs off leaves its place in the lane to others.
    const answer = retryOutages((number) => queue(() => call.attempt(number)), attempts, options, signal);
    return rejectOnAbort(answer, signal, () => call.failed(signal?.reason));
  };
}

/** One question on its way, over all its attempts. */
class Call<T> {
  readonly #options: ClientOptions;
  readonly #account: Credentials;
  readonly #endpoint: Endpoint<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #redact: (text: string) => string;

  constructor(
    options: ClientOptions,
    account: Credentials,
    endpoint: Endpoint<T>,
    signal: AbortSignal | undefined,
  ) {
    this.#options = options;
    this.#account = account;
    this.#endpoint = endpoint;
    this.#signal = signal;
    const redactors = [account.token, ...Object.values(endpoint.secrets ?? {})].map(createRedactor);
    this.#redact = (text) => options.redact(redactors.reduce((words, redact) => redact(words), text));
  }

  /** Makes one HTTP call, unless the account rests or the caller has gone meanwhile. */
  async attempt(attempt: number): Promise<T> {
    this.#refuseWhilePaused();
    if (this.#signal?.aborted) throw this.failed(this.#signal.reason);
    const { clock, onCall, cooldowns } = this.#options;
    const { name: account } = this.#account;
    const startedAt = clock.now();
    const report = (outcome: CallReport['outcome']): void =>
      onCall({
        account,
        what: this.#endpoint.subject,
        attempt,
        durationMs: Math.max(0, clock.now() - startedAt),
        outcome,
      });
    try {
      const reading = this.#read(await this.#send());
      report('ok');
      return reading;
    } catch (fault) {
      const error = fault instanceof ThreadsError ? fault : this.failed(fault);
      // A limit that one object meets may be its own: whoever called finds out.
      if (error.kind === 'limited' && this.#endpoint.subject !== 'container' && error.retryAt !== undefined)
        cooldowns.extend(account, error.retryAt);
      report(error.kind);
      throw error;
    }
  }

  /** The error for a call that brought no whole answer. */
  failed(fault: unknown): ThreadsError {
    const { subject } = this.#endpoint;
    const { name: account } = this.#account;
    const cause = redactError(fault, this.#redact);
    const message = `${nameRequest(this.#endpoint)} for account ${account}: outage, ${cause.message}`;
    return new ThreadsError('outage', message, { account, subject, cause });
  }

  async #send(): Promise<HttpAnswer> {
    const { base, auth, dispatcher, deadlines } = this.#options;
    const request = buildRequest(base, this.#endpoint, auth, this.#account);
    return sendRequest(request, dispatcher, deadlines(this.#signal));
  }

  #read(answer: HttpAnswer): T {
    const { clock, onAnswer } = this.#options;
    const context = { account: this.#account.name, now: clock.now(), redact: this.#redact };
    onAnswer(context.account, answer);
    return readAnswer(this.#endpoint, answer, context);
  }

  #refuseWhilePaused(): void {
    const { name: account } = this.#account;
    const retryAt = this.#options.cooldowns.until(account);
    if (retryAt === undefined) return;
    const { subject } = this.#endpoint;
    const message = `${nameRequest(this.#endpoint)} for account ${account}: not made, limited until ${retryAt}`;
    throw new ThreadsError('limited', message, { account, subject, retryAt });
  }
}

function requireToken({ name: account, token }: Credentials, endpoint: Endpoint<unknown>): void {
  if (TOKEN.test(token)) return;
  const { subject } = endpoint;
  const message = `${nameRequest(endpoint)} for account ${account}: not made, the token is empty or holds blanks`;
  throw new ThreadsError('token', message, { account, subject });
}
