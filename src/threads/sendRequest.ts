import { type Dispatcher, request } from 'undici';
import type { HttpRequest } from './buildRequest.ts';
import type { RateLimitHeaders } from './retryAfter.ts';

/** A whole answer, as it came. */
export interface HttpAnswer extends RateLimitHeaders {
  readonly httpStatus: number;
  /** The `Date` header. */
  readonly date?: string | undefined;
  readonly text: string;
}

/**
 * Makes one HTTP call and reads its answer to the end.
 *
 * @param dispatcher sets how long an answer may be
 * @param signal ends the call, also in the middle of the body
 * @throws whatever undici throws: no whole answer came
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher
 */
export async function sendRequest(
  { method, url, headers, body }: HttpRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await request(url, { method, dispatcher, headers, body: body ?? null, signal });
  const { date } = answer.headers;
  return {
    httpStatus: answer.statusCode,
    date: firstOf(date),
    text: await answer.body.text(),
    retryAfter: firstOf(answer.headers['retry-after']),
    businessUseCaseUsage: firstOf(answer.headers['x-business-use-case-usage']),
    appUsage: firstOf(answer.headers['x-app-usage']),
  };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
