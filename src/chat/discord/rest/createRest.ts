import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from '@discordjs/rest';
import { SECOND } from '../../../duration.ts';
import { createProxiedFetch } from '../../../network/createProxiedFetch.ts';
import { withDeadline } from '../../../network/withDeadline.ts';
import type { ProxySettings } from '../../../proxy.ts';
import { trimTrailing } from '../../../trimTrailing.ts';
import type { GlobalLimit } from './globalLimit.ts';

/** The client waits itself for at most this long where Discord asks it to; a longer wait is an error for the caller. */
const LONGEST_WAIT = 5 * SECOND;

/** Within this time an answer has begun. */
const TIMEOUT = 10 * SECOND;

/** Within this time an answer has come as a whole. The library's own timeout ends with the headers. */
const WHOLE_TIMEOUT = 15 * SECOND;

/** The options of every REST client, also of the one that the gateway connection makes. */
export function restOptions(apiUrl: string, proxy?: ProxySettings): Partial<RESTOptions> {
  const makeRequest: RESTOptions['makeRequest'] = proxy
    ? createProxiedFetch(proxy)
    : DefaultRestOptions.makeRequest;
  return {
    makeRequest: withDeadline(makeRequest, WHOLE_TIMEOUT),
    version: '10',
    api: trimTrailing(apiUrl, '/'),
    timeout: TIMEOUT,
    retries: 1,
    // The library would repeat the call at once where a 429 names no time.
    rejectOnRateLimit: ({ retryAfter }) => !(retryAfter > 0 && retryAfter <= LONGEST_WAIT),
  };
}

export interface RestParts {
  readonly token: string;
  readonly apiUrl: string;
  /** Shared by the clients of one bot. */
  readonly globalLimit: GlobalLimit;
  readonly proxy?: ProxySettings | undefined;
  /** Called when Discord refuses the bot's token. */
  readonly onUnauthorised: () => void;
}

/** Discord's limit for a bot, in calls a second. */
const LIMIT = 50;

/** The calls a second of each client of one process. */
export interface CallShare {
  readonly main: number;
  readonly edits: number;
}

/**
 * Discord's limit for a bot, shared out among its processes, and in each between its clients: new messages need not wait
 * for edits. Each client gets at least one call a second.
 */
export function shareCalls(replicas: number): CallShare {
  const share = Math.max(1, Math.floor(LIMIT / replicas));
  const edits = Math.ceil(share / 10);
  return { main: Math.max(1, share - edits), edits };
}

/** Sets how many calls a second a client makes from now on. */
export function limitCalls(rest: REST, callsPerSecond: number): void {
  rest.options.globalRequestsPerSecond = callsPerSecond;
  rest.globalRemaining = Math.min(rest.globalRemaining, callsPerSecond);
}

/**
 * The client for answers. They don't count towards Discord's 50 calls a second for a bot. On the other client, the
 * answers to a hundred people would delay every alert.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export function createReplyRest(apiUrl: string, proxy?: ProxySettings): REST {
  return new REST({ ...restOptions(apiUrl, proxy), globalRequestsPerSecond: Number.POSITIVE_INFINITY });
}

/**
 * The client for edits of messages. The library makes the calls of one bucket one after the other, so on the main client
 * an edit that is limited, or not answered, could hold up a new message.
 */
export function createEditRest(parts: RestParts): REST {
  return createBotRest(parts, shareCalls(1).edits);
}

/** The client for all other calls. */
export function createRest(parts: RestParts): REST {
  return createBotRest(parts, shareCalls(1).main);
}

function createBotRest(
  { token, apiUrl, proxy, globalLimit, onUnauthorised }: RestParts,
  globalRequestsPerSecond: number,
): REST {
  const rest = new REST({ ...restOptions(apiUrl, proxy), globalRequestsPerSecond }).setToken(token);
  rest.on(RESTEvents.Response, ({ data }, response) => {
    if (response.status === 401 && data.auth) onUnauthorised();
    if (response.status === 429) globalLimit.note(response.headers);
  });
  return rest;
}
