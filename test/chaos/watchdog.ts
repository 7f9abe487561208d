import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HUNG } from './exitCodes.ts';

export interface Watchdog {
  /** Says that a history has ended, and the next begins. */
  feed(): void;
  stop(): Promise<void>;
}

/** Waits in a thread of its own, since a loop without end leaves no other one to look at the time. */
const WATCH = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { counter, limit, seed } = workerData;
for (;;) {
  const played = Atomics.load(counter, 0);
  if (Atomics.wait(counter, 0, played, limit) !== 'timed-out') continue;
  const history = played + 1;
  writeSync(1, 'history ' + history + ' hangs: it did not end within ' + limit / 1000 + ' s\\n');
  writeSync(1, 'To play it again: CHAOS_HISTORIES=' + history + ' CHAOS_SEED=' + seed + ' npm run test:chaos\\n');
  parentPort.postMessage('hung');
  // A process that only waits ends by itself now; one that loops does not.
  Atomics.wait(counter, 0, Atomics.load(counter, 0), 1000);
  process.kill(process.pid, 'SIGKILL');
}`;

/**
 * Ends the process, and names the seed and the history, where one does not end within the limit.
 *
 * @param limit real ms
 */
export async function startWatchdog(seed: number, limit: number): Promise<Watchdog> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    workerData: { counter, limit, seed },
  });
  // It can't start while a loop holds this thread.
  await once(worker, 'online');
  worker.unref();
  worker.on('message', () => process.exit(HUNG));
  return {
    feed() {
      Atomics.add(counter, 0, 1);
      Atomics.notify(counter, 0);
    },
    async stop() {
      await worker.terminate();
    },
  };
}
