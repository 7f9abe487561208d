import { webApi } from '@slack/bolt';
import { SECOND } from '../../../duration.ts';

/** Slack's own code where it refused a call, else a code of ours for what went wrong. */
export function codeOf(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
  if (error instanceof webApi.WebAPIRateLimitedError) return 'ratelimited';
  if (error instanceof webApi.WebAPIHTTPError) return `http_${error.statusCode}`;
  return 'unreachable';
}

/** Whether Slack has answered the call with a code of its own. */
export function isAnswered(error: unknown): boolean {
  return error instanceof webApi.WebAPIPlatformError;
}

/** How long Slack asks us to wait, ms. */
export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter * SECOND : undefined;
}
