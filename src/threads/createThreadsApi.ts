import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import { SECOND } from '../duration.ts';
import type { Credentials, ThreadsApi } from './api.ts';
import { type AuthForm, readBaseUrl } from './buildRequest.ts';
import { findRecovery } from './callUsage.ts';
import { containerEndpoint, isContainerId } from './containerEndpoint.ts';
import { type CallReport, createClient } from './createClient.ts';
import { createCooldowns } from './createCooldowns.ts';
import { createDeadlines } from './createDeadlines.ts';
import { createQuotaMemory } from './createQuotaMemory.ts';
import { createUsageTracker } from './createUsageTracker.ts';
import { ThreadsError } from './errors.ts';
import { fetchQuotas } from './fetchQuotas.ts';
import type { HttpAnswer } from './sendRequest.ts';
import { codeEndpoint, DEBUG_ENDPOINT, exchangeEndpoint, REFRESH_ENDPOINT } from './tokenEndpoints.ts';
import { USER_ENDPOINT } from './userEndpoint.ts';

const CALLS_AT_ONCE = 8;
const ATTEMPTS = 3;
const DEADLINE = 10 * SECOND;

/** Over all accounts. */
const CONNECTIONS = 32;

/** A round a minute finds most connections closed, but a person's second question, or a burst, finds them open. */
const KEEP_ALIVE = 30 * SECOND;

/** An answer of Threads takes a kilobyte; what has more bytes than this is none. */
const LARGEST_ANSWER = 1024 * 1024;

/** Stands in errors and figures for an account that has no name yet; no account can be called so. */
export const CONNECTING = '(connecting)';

export interface ThreadsApiOptions {
  /** Such as `https://graph.threads.net`; may have a path, a slash at the end or the version in it. */
  readonly apiUrl: string;
  readonly auth: AuthForm;
  readonly clock: Clock;
  /** For the jitter of back-offs: at least 0, below 1. */
  readonly random?: () => number;
  /** Instead of an agent of its own; `close` leaves it open. */
  readonly dispatcher?: Dispatcher;
  /** HTTP calls under way at once, per account. */
  readonly callsAtOnce?: number;
  /** Of each attempt, real ms. */
  readonly deadlineMs?: number;
  /** How often a question is asked in all while it ends in an outage. */
  readonly attempts?: number;
  /** The real wait for a decided back-off (ms): shorter where the clock does not run at the world's pace. */
  readonly retryDelay?: (ms: number) => number;
  /** Applied to every text that comes from outside, besides the account's own token being taken out of it. */
  readonly redact?: (text: string) => string;
  /** Told of every HTTP call once it has ended; must not throw. */
  readonly onCall?: (call: CallReport) => void;
}

/**
 * Opens the Threads API at an address.
 *
 * @throws TypeError where `apiUrl` is no URL
 */
export function createThreadsApi(options: ThreadsApiOptions): ThreadsApi {
  const { clock, auth, random = Math.random, callsAtOnce = CALLS_AT_ONCE, attempts = ATTEMPTS } = options;
  const {
    deadlineMs = DEADLINE,
    retryDelay = (ms) => ms,
    onCall = () => {},
    redact = (text) => text,
  } = options;
  const base = readBaseUrl(options.apiUrl);
  const agent = createAgent();
  let closing: Promise<void> | undefined;
  const cooldowns = createCooldowns(clock, CONNECTING);
  const memory = createQuotaMemory(clock);
  const usage = createUsageTracker(clock);
  const call = createClient({
    base,
    auth,
    clock,
    random,
    dispatcher: options.dispatcher ?? agent,
    cooldowns,
    callsAtOnce,
    deadlines: createDeadlines(deadlineMs),
    attempts,
    retryDelay,
    redact,
    onCall,
    onAnswer: noteAnswer,
  });

  /** An account whose calls are used up rests, also where this one was still answered. */
  function noteAnswer(accountName: string, answer: HttpAnswer): void {
    const used = usage.record(accountName, answer);
    const pausedUntil = used && findRecovery(used, clock.now());
    if (pausedUntil !== undefined) cooldowns.extend(accountName, pausedUntil);
  }

  return {
    async fetchContainer(account, containerId, callOptions) {
      requireContainerId(account, containerId);
      return call(account, containerEndpoint(containerId), callOptions);
    },
    fetchQuotas: (account, callOptions) => fetchQuotas(call, memory, account, { attempts, ...callOptions }),
    fetchUser: (account, callOptions) => call(account, USER_ENDPOINT, callOptions),
    refreshToken: (account, callOptions) => call(account, REFRESH_ENDPOINT, callOptions),
    async exchangeCode(exchange, callOptions) {
      const asking = { name: CONNECTING, token: exchange.code };
      return { token: await call(asking, codeEndpoint(exchange), { ...callOptions, attempts: 1 }) };
    },
    exchangeForLongLived: ({ appSecret, token }, callOptions) =>
      call({ name: CONNECTING, token }, exchangeEndpoint(appSecret), callOptions),
    debugToken: (account, callOptions) => call(account, DEBUG_ENDPOINT, callOptions),
    usageOf: usage.usageOf,
    clockSkew: usage.clockSkew,
    pausedUntil: (accountName) => cooldowns.until(accountName),
    pause: (accountName, until) => cooldowns.extend(accountName, until),
    forgetQuotaScopes: (accountName) => memory.forget(accountName),
    close() {
      closing ??= agent.close();
      return closing;
    },
  };
}

/** @see https://undici.nodejs.org/#/docs/api/Client */
function createAgent(): Agent {
  // Over HTTP/2 each connection would carry many calls, and `connections` bound nothing.
  return new Agent({
    allowH2: false,
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE,
    maxResponseSize: LARGEST_ANSWER,
  });
}

/** Before the id reaches a path: one with a slash in it would ask for something else, with our token. */
function requireContainerId({ name: account }: Credentials, containerId: string): void {
  if (isContainerId(containerId)) return;
  throw new ThreadsError('bad-request', `account ${account}: a container id has digits alone`, {
    account,
    subject: 'container',
  });
}
