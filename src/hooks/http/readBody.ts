import type { IncomingMessage } from 'node:http';

/** Whether the headers say already that the body is too large. */
export function isDeclaredLarger({ headers }: IncomingMessage, most: number): boolean {
  return Number(headers['content-length'] ?? 0) > most;
}

/**
 * Reads the body of a request, and no more of it than it may have.
 *
 * @param most bytes
 * @returns `undefined` where there is more; the rest is still to come
 * @throws where the connection ends before the body does
 */
export function readBody(request: IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const onData = (chunk: Uint8Array): void => {
    length += chunk.length;
    if (length <= most) return void chunks.push(chunk);
    request.off('data', onData);
    resolve(undefined);
  };
  request.on('data', onData);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', reject);
  request.once('close', () => reject(new Error('the connection was closed')));
  return promise;
}
