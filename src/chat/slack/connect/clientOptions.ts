import type { Logger, webApi } from '@slack/bolt';

/** A call that has no answer by then is given up, ms. */
export const CALL_TIMEOUT = 10_000;

/**
 * The options of one client of the Web API. A client writes into the object it is given: each gets its own, and
 * `headers` are never set, since the token of whoever comes first would stay there.
 */
export function createClientOptions(slackApiUrl: string, logger: Logger): webApi.WebClientOptions {
  return {
    slackApiUrl,
    logger,
    timeout: CALL_TIMEOUT,
    // Whoever calls decides what is tried again, and when.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}
