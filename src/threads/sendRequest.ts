import { type Dispatcher, request } from 'undici';
import type { HttpRequest } from './buildRequest.ts';
import type { WaitHeaders } from './readWaits.ts';

/** An answer of Threads takes a kilobyte; what is larger than this is none. */
const LARGEST_BODY = 1024 * 1024;

/** A whole answer, as it came. */
export interface HttpAnswer extends WaitHeaders {
  readonly httpStatus: number;
  /** The `Date` header. */
  readonly date?: string | undefined;
  readonly text: string;
}

/**
 * Makes one HTTP call and reads its answer to the end.
 *
 * @param signal ends the call, also in the middle of the body
 * @throws whatever undici throws, and an error for a body above 1 MB: no whole answer came
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
    text: await readBody(answer.body),
    retryAfter: firstOf(answer.headers['retry-after']),
    businessUseCaseUsage: firstOf(answer.headers['x-business-use-case-usage']),
  };
}

async function readBody(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error(`the answer is larger than ${LARGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks, size));
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
