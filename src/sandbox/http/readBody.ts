import type { IncomingMessage } from 'node:http';

/** In bytes; more than any call needs. */
const MAX_BODY_SIZE = 1_000_000;

/**
 * Reads a body as text. A body that is too large is still read to its end, because a client that is writing reads no answer.
 *
 * @returns `undefined` if the body is too large
 */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_SIZE) chunks.push(chunk);
  }
  return size <= MAX_BODY_SIZE ? Buffer.concat(chunks).toString('utf8') : undefined;
}
