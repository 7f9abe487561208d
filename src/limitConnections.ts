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
  const wait = (socket: Socket): void => {
    // Whoever asked last stands last.
    waiting.delete(socket);
    waiting.add(socket);
    const [oldest] = waiting;
    if (oldest === undefined || waiting.size <= MAX_WAITING) return;
    // Its close comes later, and the next one must not count it again.
    waiting.delete(oldest);
    oldest.destroy();
  };
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => waiting.delete(socket));
    wait(socket);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    // A request counts as complete with its body, which may come slowly too.
    request.once('end', () => {
      // Node ends a body that nobody reads after the answer: then the connection waits already.
      if (!response.writableFinished) waiting.delete(socket);
    });
    response.once('finish', () => {
      // A connection that is kept alive waits as well: it may ask nothing more.
      if (!socket.destroyed) wait(socket);
    });
  });
}
