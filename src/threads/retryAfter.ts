import { DAY, HOUR, MINUTE, SECOND } from '../duration.ts';
import { isRecord, parseJson, readInteger } from './json.ts';

/** How long a limited account rests where Threads names no time. */
const PAUSE_WITHOUT_A_TIME = HOUR;

/** No pause is longer: the call budget rolls over 24 h, so a longer one is a mistake in the answer. */
const LONGEST_PAUSE = DAY;

const SECONDS = /^\d+(?:\.\d+)?$/;
const HTTP_DATE = /^[A-Z][a-z]+, .+ GMT$/;

/** The two headers that say when to come back. */
export interface RateLimitHeaders {
  readonly retryAfter?: string | undefined;
  readonly businessUseCaseUsage?: string | undefined;
}

/**
 * The moment a `Retry-After` names, in seconds or as an HTTP date.
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
 * When a limited account may be asked again: what `Retry-After` says, else the longest
 * `estimated_time_to_regain_access` (minutes) of `x-business-use-case-usage`, else in an hour.
 *
 * @returns ms since the epoch
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function findLimitEnd(headers: RateLimitHeaders, now: number): number {
  const retryAfter = readRetryAfter(headers.retryAfter, now);
  if (retryAfter !== undefined) return retryAfter;
  const minutes = readMinutesToRegainAccess(headers.businessUseCaseUsage);
  return now + (minutes > 0 ? Math.min(minutes * MINUTE, LONGEST_PAUSE) : PAUSE_WITHOUT_A_TIME);
}

/** Minutes; 0 where the header is missing, unreadable or names none. */
function readMinutesToRegainAccess(header: string | undefined): number {
  const usage = parseJson(header ?? '', (text) => text);
  if (!isRecord(usage)) return 0;
  const minutes = Object.values(usage)
    .flat()
    .filter(isRecord)
    .map(({ estimated_time_to_regain_access }) => readInteger(estimated_time_to_regain_access) ?? 0);
  return Math.max(0, ...minutes);
}
