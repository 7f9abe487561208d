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
const { counter, limit, skip, command } = workerData;
for (;;) {
  const played = Atomics.load(counter, 0);
  if (Atomics.wait(counter, 0, played, limit) !== 'timed-out') continue;
  const history = skip + played + 1;
  writeSync(1, 'history ' + history + ' hangs: it did not end within ' + limit / 1000 + ' s\\n');
  writeSync(1, 'To play it again: ' + command.replace('HISTORY', history - 1) + '\\n');
  parentPort.postMessage('hung');
  // A process that only waits ends by itself now; one that loops does not.
  Atomics.wait(counter, 0, Atomics.load(counter, 0), 1000);
  process.kill(process.pid, 'SIGKILL');
}`;

export interface WatchedRun {
  readonly seed: number;
  /** As `CHAOS_KIND` takes it; empty for the usual kind. */
  readonly kind: string;
  /** How many histories are not played. */
  readonly skip: number;
}

/** What plays a single history again. @param skip how many come before it */
export function describeReplay({
  seed,
  kind,
  skip,
}: {
  seed: number;
  kind: string;
  skip: number | string;
}): string {
  const ofKind = kind === '' ? '' : `CHAOS_KIND=${kind} `;
  return `${ofKind}CHAOS_SKIP=${skip} CHAOS_HISTORIES=1 CHAOS_SEED=${seed} npm run test:chaos`;
}

/**
 * Ends the process, and says how to play the history again, where one does not end within the limit.
 *
 * @param limit real ms
 */
export async function startWatchdog(run: WatchedRun, limit: number): Promise<Watchdog> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    workerData: {
      counter,
      limit,
      skip: run.skip,
      command: describeReplay({ ...run, skip: 'HISTORY' }),
    },
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
