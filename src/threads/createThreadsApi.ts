import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Clock } from '../clock.ts';
import { MINUTE, SECOND } from '../duration.ts';
import type { ProxySettings } from '../proxy.ts';
import type { ThreadsApi } from './api.ts';
import { type AuthForm, readBaseUrl } from './buildRequest.ts';
import { CONNECTIONS, createCallLanes } from './callLanes.ts';
import { findRecovery } from './callUsage.ts';
import { containerEndpoint, requireId } from './containerEndpoint.ts';
import { type CallReport, createClient } from './createClient.ts';
import { createCooldowns } from './createCooldowns.ts';
import { createDeadlines } from './createDeadlines.ts';
import { createPublishCalls } from './createPublishCalls.ts';
import { createQuotaMemory } from './createQuotaMemory.ts';
import { createUsageTracker } from './createUsageTracker.ts';
import { fetchQuotas } from './fetchQuotas.ts';
import type { HttpAnswer } from './sendRequest.ts';
import { codeEndpoint, DEBUG_ENDPOINT, exchangeEndpoint, REFRESH_ENDPOINT } from './tokenEndpoints.ts';
import { USER_ENDPOINT } from './userEndpoint.ts';

const ATTEMPTS = 3;
const DEADLINE = 10 * SECOND;

/** Answers of a call that publishes were seen after 222 s. https://github.com/zernio-dev/zernio-python/issues/42 */
const PUBLISH_DEADLINE = 5 * MINUTE;

/** A round a minute finds most connections closed; a person's second command, or a burst, finds them open. */
const KEEP_ALIVE = 30 * SECOND;

/** An answer of Threads takes a kilobyte. A longer one than this is not from Threads. */
const LARGEST_ANSWER = 1024 * 1024;

/** Stands in errors and metrics for an account that has no name yet; no account can have this name. */
export const CONNECTING = '(connecting)';

export interface ThreadsApiOptions {
  /** Such as `https://graph.threads.net`; may have a path, a slash at the end or the version in it. */
  readonly apiUrl: string;
  readonly auth: AuthForm;
  readonly clock: Clock;
  /** For the jitter of back-offs: at least 0, below 1. */
  readonly random?: () => number;
  readonly proxy?: ProxySettings | undefined;
  /** In place of an agent of its own; `close` leaves it open. */
  readonly dispatcher?: Dispatcher;
  /** HTTP calls of jobs under way at once, per account. */
  readonly callsAtOnce?: number;
  /** Of each attempt, real ms. */
  readonly deadlineMs?: number;
  /** Of a call that publishes, real ms. */
  readonly publishDeadlineMs?: number;
  /** How many attempts a call gets while it ends in an outage. */
  readonly attempts?: number;
  /** The real wait (ms) for a back-off of so many ms: shorter where the clock runs faster than real time. */
  readonly retryDelay?: (ms: number) => number;
  /** Applied to every text that comes from outside, besides the account's own token being removed from it. */
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
  const { clock, auth, random = Math.random, attempts = ATTEMPTS } = options;
  const {
    deadlineMs = DEADLINE,
    publishDeadlineMs = PUBLISH_DEADLINE,
    retryDelay = (ms) => ms,
    onCall = () => {},
    redact = (text) => text,
  } = options;
  const base = readBaseUrl(options.apiUrl);
  const agent = createAgent(options.proxy);
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
    lanes: createCallLanes(options.callsAtOnce),
    deadlines: createDeadlines(deadlineMs),
    slowDeadlines: createDeadlines(publishDeadlineMs),
    attempts,
    proxy: options.proxy,
    retryDelay,
    redact,
    onCall,
    onAnswer: pauseWhereUsedUp,
  });

  /** Pauses an account whose budget is used up, or its app's, also where this call was still answered. */
  function pauseWhereUsedUp(accountName: string, answer: HttpAnswer): void {
    const { account, app } = usage.record(accountName, answer);
    const accountEnd = account && findRecovery(account, clock.now());
    const appEnd = app && findRecovery(app, clock.now());
    if (accountEnd !== undefined) cooldowns.extend(accountName, { kind: 'limited', until: accountEnd });
    if (appEnd !== undefined) cooldowns.extend(accountName, { kind: 'app-limited', until: appEnd });
  }

  return {
    async fetchContainer(account, containerId, callOptions) {
      requireId(account, containerId, 'container');
      return call(account, containerEndpoint(containerId), callOptions);
    },
    ...createPublishCalls(call),
    fetchQuotas: (account, callOptions) =>
      fetchQuotas(call, memory, account, { attempts, ...callOptions, for: 'quotas' }),
    fetchUser: (account, callOptions) => call(account, USER_ENDPOINT, callOptions),
    refreshToken: (account, callOptions) => call(account, REFRESH_ENDPOINT, callOptions),
    async exchangeCode(exchange, callOptions) {
      const credentials = { name: CONNECTING, token: exchange.code };
      return { token: await call(credentials, codeEndpoint(exchange), { ...callOptions, attempts: 1 }) };
    },
    exchangeForLongLived: ({ appSecret, token }, callOptions) =>
      call({ name: CONNECTING, token }, exchangeEndpoint(appSecret), callOptions),
    debugToken: (account, callOptions) => call(account, DEBUG_ENDPOINT, callOptions),
    forgetQuotaScopes: (accountName) => memory.forget(accountName),
    quotaScopesOf: (accountName) => memory.scopesOf(accountName),
    restoreQuotaScopes: (accountName, scopes) => memory.restore(accountName, scopes),
    usageOf: usage.usageOf,
    clockSkew: usage.clockSkew,
    pauseOf: cooldowns.of,
    pause: (accountName, until, kind = 'limited') => cooldowns.extend(accountName, { kind, until }),
    close() {
      closing ??= agent.close();
      return closing;
    },
  };
}

/** @see https://undici.nodejs.org/#/docs/api/Client */
function createAgent(proxy: ProxySettings | undefined): Agent | EnvHttpProxyAgent {
  const options = {
    // Over HTTP/2 each connection would carry many calls, and `connections` would limit nothing.
    allowH2: false,
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE,
    maxResponseSize: LARGEST_ANSWER,
  };
  if (proxy === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, httpProxy: '', httpsProxy: proxy.url, noProxy: proxy.except });
}
