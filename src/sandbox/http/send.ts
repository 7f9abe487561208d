import type { ServerResponse } from 'node:http';
import type { Outcome } from '../graph/answerCall.ts';
import type { Reply } from '../graph/reply.ts';

/** Sends a complete reply. */
export function sendReply(response: ServerResponse, { http, headers, body }: Reply): void {
  response.writeHead(http, headers);
  response.end(body);
}

/** Carries out an outcome. With `hang`, the connection stays open until either side closes it. */
export function sendOutcome(response: ServerResponse, { reply, delay }: Outcome): void {
  if (delay > 0) {
    const timer = setTimeout(() => finish(response, reply), delay);
    response.once('close', () => clearTimeout(timer));
  } else {
    finish(response, reply);
  }
}

function finish(response: ServerResponse, reply: Outcome['reply']): void {
  if (reply === 'drop') response.socket?.destroy();
  else if (reply !== 'hang') sendReply(response, reply);
}
