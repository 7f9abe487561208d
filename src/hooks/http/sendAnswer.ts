import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECOND } from '../../duration.ts';
import type { HookAnswer } from '../hookAnswer.ts';

/** How much of a body that is too large is read and thrown away, and for how long, before the connection is closed. */
const MOST_DISCARDED = 1024 * 1024;
const LONGEST_DISCARD = 2 * SECOND;

/** Answers a request whose body was read, or is so small that the rest of it does not matter. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: HookAnswer): void {
  request.resume();
  const body = writeHead(response, answer);
  response.end(body);
}

/**
 * Answers a request whose body is too large, and closes its connection. Who still sends would be cut off before reading
 * the answer: so what comes is thrown away for a moment first.
 */
export function sendAndClose(request: IncomingMessage, response: ServerResponse, answer: HookAnswer): void {
  response.write(writeHead(response, answer, { connection: 'close' }));
  const timer = setTimeout(end, LONGEST_DISCARD);
  let discarded = 0;
  request.on('data', (chunk: Uint8Array) => {
    discarded += chunk.length;
    if (discarded > MOST_DISCARDED) end();
  });
  request.once('end', end).once('error', end).once('close', end);
  function end(): void {
    clearTimeout(timer);
    if (!response.writableEnded) response.end();
  }
}

function writeHead(
  response: ServerResponse,
  { http, headers, body }: HookAnswer,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const written = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(http, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': written.length,
    'cache-control': 'no-store',
    ...headers,
    ...more,
  });
  return written;
}
