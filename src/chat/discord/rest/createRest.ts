import { REST, RESTEvents, type RESTOptions } from '@discordjs/rest';
import { SECOND } from '../../../duration.ts';
import { trimTrailing } from '../../../trimTrailing.ts';

/** The client waits itself for at most this long where Discord asks it to; a longer wait is an error for the caller. */
const LONGEST_WAIT = 5 * SECOND;

/** The options of every REST client, also of the one that the gateway connection makes. */
export function restOptions(apiUrl: string): Partial<RESTOptions> {
  return {
    version: '10',
    api: trimTrailing(apiUrl, '/'),
    timeout: 10 * SECOND,
    retries: 1,
    // The library would repeat the call at once where a 429 names no time.
    rejectOnRateLimit: ({ retryAfter }) => !(retryAfter > 0 && retryAfter <= LONGEST_WAIT),
  };
}

export interface RestParts {
  readonly token: string;
  readonly apiUrl: string;
  /** Called when Discord refuses the bot's token. */
  readonly onUnauthorised: () => void;
}

/**
 * The client for answers. They don't count towards Discord's 50 calls a second for a bot. On the other client, the
 * answers to a hundred people would delay every alert.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export function createReplyRest(apiUrl: string): REST {
  return new REST({ ...restOptions(apiUrl), globalRequestsPerSecond: Number.POSITIVE_INFINITY });
}

/** The client for all other calls. */
export function createRest({ token, apiUrl, onUnauthorised }: RestParts): REST {
  const rest = new REST(restOptions(apiUrl)).setToken(token);
  rest.on(RESTEvents.Response, ({ data }, response) => {
    if (response.status === 401 && data.auth) onUnauthorised();
  });
  return rest;
}
