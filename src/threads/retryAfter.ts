import { DAY, HOUR, SECOND } from '../duration.ts';
import { readCallUsage } from './callUsage.ts';

/** How long calls are paused after a rate limit where Threads names no time. */
const USUAL_PAUSE = HOUR;

/** No pause is longer: the call budget rolls over 24 h, so that a longer one is a mistake in the answer. */
const LONGEST_PAUSE = DAY;

const SECONDS = /^\d+(?:\.\d+)?$/;
const HTTP_DATE = /^[A-Z][a-z]+, .+ GMT$/;

/** The headers that say how much of the call budgets is used, and when to call again. */
export interface RateLimitHeaders {
  readonly retryAfter?: string | undefined;
  /** `x-business-use-case-usage`, of the account. */
  readonly businessUseCaseUsage?: string | undefined;
  /** `x-app-usage`, of the app. */
  readonly appUsage?: string | undefined;
}

/**
 * The moment that a `Retry-After` names, in seconds or as an HTTP date.
 *
 * @returns ms since the epoch, at most a day ahead; `undefined` where it names none in the future
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const at = SECONDS.test(text) ? now + Number(text) * SECOND : HTTP_DATE.test(text) ? Date.parse(text) : now;
  return at > now ? Math.min(at, now + LONGEST_PAUSE) : undefined;
}

/**
 * When calls may be made again after a rate limit: what `Retry-After` says, else the later of the times that the usage
 * headers estimate, else in an hour.
 *
 * @returns ms since the epoch
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function findLimitEnd(headers: RateLimitHeaders, now: number): number {
  const retryAfter = readRetryAfter(headers.retryAfter, now);
  if (retryAfter !== undefined) return retryAfter;
  const estimates = [headers.businessUseCaseUsage, headers.appUsage].flatMap(
    (header) => readCallUsage(header, now)?.regainAt ?? [],
  );
  return estimates.length > 0 ? Math.max(...estimates) : now + USUAL_PAUSE;
}
