import { REST, RESTEvents, type RESTOptions } from 'discord.js';
import { SECOND } from '../../../duration.ts';

/** Waits that Discord asks for up to this are spent in place; a longer one is handed to whoever asked. */
const LONGEST_WAIT = 5 * SECOND;

/** How every REST client of ours behaves, whoever makes it. */
export function restOptions(apiUrl: string): Partial<RESTOptions> {
  return {
    version: '10',
    api: apiUrl.replace(/\/+$/, ''),
    timeout: 10 * SECOND,
    retries: 1,
    // discord.js would ask again at once where a 429 names no time.
    rejectOnRateLimit: ({ retryAfter }) => !(retryAfter > 0 && retryAfter <= LONGEST_WAIT),
  };
}

export interface RestParts {
  readonly token: string;
  readonly apiUrl: string;
  /** Called when Discord no longer knows the token. */
  readonly onUnauthorised: () => void;
}

/**
 * The client for answers alone. They carry no token of ours and are outside Discord's 50 calls a second for a bot;
 * on the other client, a hundred people who ask would hold up every alert.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export function createReplyRest(apiUrl: string): REST {
  return new REST({ ...restOptions(apiUrl), globalRequestsPerSecond: Number.POSITIVE_INFINITY });
}

/** The client for all else that we ask of Discord; the gateway connection has its own, which ends with it. */
export function createRest({ token, apiUrl, onUnauthorised }: RestParts): REST {
  const rest = new REST(restOptions(apiUrl)).setToken(token);
  rest.on(RESTEvents.Response, ({ data }, response) => {
    if (response.status === 401 && data.auth) onUnauthorised();
  });
  return rest;
}
