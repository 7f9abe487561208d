import type { IncomingMessage } from 'node:http';

/** More than any call of the Threads API or of the control needs. */
const LARGEST_BODY = 1_000_000;

/**
 * Reads a body as text, to its end even where it is too large: a client that is still writing reads no answer.
 *
 * @returns `undefined` for a body that is too large
 */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks).toString('utf8') : undefined;
}
