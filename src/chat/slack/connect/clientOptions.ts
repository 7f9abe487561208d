import type { Logger, webApi } from '@slack/bolt';
import { createProxiedFetch } from '../../../network/createProxiedFetch.ts';
import type { ProxySettings } from '../../../proxy.ts';

/** A call without an answer fails after this time, ms. */
export const CALL_TIMEOUT = 10_000;

/**
 * The options of one client of the Web API. A client writes its token into the `headers` of the object that it is given:
 * so each client gets its own object, without `headers`.
 */
export function createClientOptions(
  slackApiUrl: string,
  logger: Logger,
  proxy: ProxySettings | undefined,
): webApi.WebClientOptions {
  return {
    slackApiUrl,
    logger,
    ...(proxy && { fetch: createProxiedFetch(proxy) }),
    timeout: CALL_TIMEOUT,
    // The callers decide what is retried, and when.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}
