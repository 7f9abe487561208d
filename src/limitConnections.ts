import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { SECOND } from './duration.ts';

/** Whoever connects must send a whole request within these times; Node's own are minutes. */
export const SERVER_TIMEOUTS: ServerOptions = {
  headersTimeout: 5 * SECOND,
  requestTimeout: 10 * SECOND,
  keepAliveTimeout: 5 * SECOND,
  connectionsCheckingInterval: SECOND,
};

/** How many connections may wait without a request that is complete. Each takes one of the process's file descriptors. */
const MAX_WAITING = 32;

/** How many connections there may be altogether. Platforms and probes use a handful. */
const MAX_CONNECTIONS = 128;

/**
 * Keeps connections that ask nothing from using up the process's file descriptors: where too many wait, the one that has
 * waited longest is closed. So somebody who asks at once is always let in.
 */
export function limitConnections(server: Server): void {
  const waiting = new Set<Socket>();
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket: Socket) => {
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
    const [oldest] = waiting;
    if (waiting.size > MAX_WAITING) oldest?.destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    // A request counts as complete with its body, which may come slowly too.
    request.once('end', () => waiting.delete(socket));
    response.once('finish', () => {
      if (!socket.destroyed) waiting.add(socket);
    });
  });
}
