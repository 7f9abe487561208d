import type { ServerResponse } from 'node:http';
import type { Outcome } from '../graph/answerCall.ts';
import type { Reply } from '../graph/writeReply.ts';

/** Sends an answer whole. */
export function sendReply(response: ServerResponse, { http, headers, body }: Reply): void {
  response.writeHead(http, headers);
  response.end(body);
}

/** Does with a call what was decided; a hanging one stays open until either side closes. */
export function sendOutcome(response: ServerResponse, { end, delay }: Outcome): void {
  if (delay > 0) {
    const timer = setTimeout(() => finish(response, end), delay);
    response.once('close', () => clearTimeout(timer));
  } else {
    finish(response, end);
  }
}

function finish(response: ServerResponse, end: Outcome['end']): void {
  if (end === 'drop') response.socket?.destroy();
  else if (end !== 'hang') sendReply(response, end);
}
