import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Each process that runs tests takes its ports from a range of its own, below those that the system gives to whoever
 * asks for any: no other takes a port between the moment that it was found free and that in which it is listened on.
 */
const RANGE = 100;
const FIRST = 10_000 + (process.pid % 220) * RANGE;

let next = 0;

/** A port that nobody listens on just now, and another one each time. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < RANGE; tries += 1) {
    const port = FIRST + (next % RANGE);
    next += 1;
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
