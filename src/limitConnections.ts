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

/** How many connections a server takes. Each takes one of the process's file descriptors. */
interface ConnectionLimits {
  /** How many may wait without a request that is complete. */
  readonly waiting: number;
  readonly all: number;
}

/** Platforms and probes use a handful. */
const FEW: ConnectionLimits = { waiting: 32, all: 128 };

/**
 * Programs that publish open one for each call, and a flood of them is to be answered. Node raises the process's limit of
 * file descriptors to the highest that is allowed: 4,096, and on most machines far more.
 */
export const MANY: ConnectionLimits = { waiting: 1_000, all: 2_000 };

/**
 * Keeps connections that ask nothing from using up the process's file descriptors: where too many wait, the one that has
 * waited longest is closed. So somebody who asks at once is always let in.
 */
export function limitConnections(server: Server, limits: ConnectionLimits = FEW): void {
  const waiting = new Set<Socket>();
  let isTrimming = false;
  const trim = (): void => {
    isTrimming = false;
    for (const socket of waiting) {
      if (waiting.size <= limits.waiting) return;
      // Its close comes later, and must not count it again.
      waiting.delete(socket);
      socket.destroy();
    }
  };
  const wait = (socket: Socket): void => {
    // Whoever asked last stands last.
    waiting.delete(socket);
    waiting.add(socket);
    if (isTrimming || waiting.size <= limits.waiting) return;
    isTrimming = true;
    // Many connections are accepted before the first is read: what they sent at once is read by then.
    setImmediate(() => setImmediate(trim));
  };
  server.maxConnections = limits.all;
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
