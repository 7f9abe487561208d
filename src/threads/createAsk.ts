import pLimit, { type LimitFunction } from 'p-limit';
import type { Dispatcher } from 'undici';
import type { CallOptions, Credentials } from './api.ts';
import { type AuthForm, buildRequest, nameCall } from './buildRequest.ts';
import type { Deadlines } from './createDeadlines.ts';
import type { Pauses } from './createPauses.ts';
import { endWithSignal } from './endWithSignal.ts';
import { type CallSubject, ThreadsError, type ThreadsErrorKind } from './errors.ts';
import { type Question, readAnswer } from './readAnswer.ts';
import { copyFault, createRedactor } from './redact.ts';
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

export interface AskOptions extends RetryOptions {
  /** As `readBaseUrl` gives it. */
  readonly base: string;
  readonly auth: AuthForm;
  readonly dispatcher: Dispatcher;
  readonly pauses: Pauses;
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
export type Ask = <T>(account: Credentials, question: Question<T>, options?: CallOptions) => Promise<T>;

/** What a token is made of; anything else could not stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

export function createAsk(options: AskOptions): Ask {
  const lanes = new Map<string, LimitFunction>();
  const laneOf = (accountName: string): LimitFunction => {
    const lane = lanes.get(accountName) ?? pLimit(options.callsAtOnce);
    lanes.set(accountName, lane);
    return lane;
  };

  return async (account, question, { attempts = options.attempts, signal } = {}) => {
    refuseBrokenToken(account, question);
    const call = new Call(options, account, question, signal);
    if (signal?.aborted) throw call.failed(signal.reason);
    const lane = laneOf(account.name);
    // An attempt that backs off leaves its place in the lane to others.
    const answer = retryOutages((number) => lane(() => call.attempt(number)), attempts, options, signal);
    return endWithSignal(answer, signal, () => call.failed(signal?.reason));
  };
}

/** One question on its way, over all its attempts. */
class Call<T> {
  readonly #options: AskOptions;
  readonly #account: Credentials;
  readonly #question: Question<T>;
  readonly #signal: AbortSignal | undefined;
  readonly #redact: (text: string) => string;

  constructor(
    options: AskOptions,
    account: Credentials,
    question: Question<T>,
    signal: AbortSignal | undefined,
  ) {
    this.#options = options;
    this.#account = account;
    this.#question = question;
    this.#signal = signal;
    const redactors = [account.token, ...Object.values(question.secrets ?? {})].map(createRedactor);
    this.#redact = (text) => options.redact(redactors.reduce((words, redact) => redact(words), text));
  }

  /** Makes one HTTP call, unless the account rests or the caller has gone meanwhile. */
  async attempt(attempt: number): Promise<T> {
    this.#refuseWhilePaused();
    if (this.#signal?.aborted) throw this.failed(this.#signal.reason);
    const { clock, onCall, pauses } = this.#options;
    const { name: account } = this.#account;
    const startedAt = clock.now();
    const report = (outcome: CallReport['outcome']): void =>
      onCall({
        account,
        what: this.#question.subject,
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
      if (error.kind === 'limited' && error.retryAt !== undefined) pauses.extend(account, error.retryAt);
      report(error.kind);
      throw error;
    }
  }

  /** The error for a call that brought no whole answer. */
  failed(fault: unknown): ThreadsError {
    const { subject } = this.#question;
    const { name: account } = this.#account;
    const cause = copyFault(fault, this.#redact);
    const message = `${nameCall(this.#question)} for account ${account}: outage, ${cause.message}`;
    return new ThreadsError('outage', message, { account, subject, cause });
  }

  async #send(): Promise<HttpAnswer> {
    const { base, auth, dispatcher, deadlines } = this.#options;
    const request = buildRequest(base, this.#question, auth, this.#account);
    return sendRequest(request, dispatcher, deadlines(this.#signal));
  }

  #read(answer: HttpAnswer): T {
    const { clock, onAnswer } = this.#options;
    const context = { account: this.#account.name, now: clock.now(), redact: this.#redact };
    onAnswer(context.account, answer);
    return readAnswer(this.#question, answer, context);
  }

  #refuseWhilePaused(): void {
    const { name: account } = this.#account;
    const retryAt = this.#options.pauses.until(account);
    if (retryAt === undefined) return;
    const { subject } = this.#question;
    const message = `${nameCall(this.#question)} for account ${account}: not made, limited until ${retryAt}`;
    throw new ThreadsError('limited', message, { account, subject, retryAt });
  }
}

function refuseBrokenToken({ name: account, token }: Credentials, question: Question<unknown>): void {
  if (TOKEN.test(token)) return;
  const { subject } = question;
  const message = `${nameCall(question)} for account ${account}: not made, the token is empty or holds blanks`;
  throw new ThreadsError('token', message, { account, subject });
}
