// A program for tests: leases the store named by its argument, says so on stdout, and runs until it is killed. With a third
// argument it writes the record of that name all the time.
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';
import { StoreError } from '../../src/store/store.ts';

const [, , url = '', leaseMs, written] = process.argv;

function say(word: string, text = ''): void {
  process.stdout.write(`${word} ${text}\n`);
}

function refuse(error: unknown): void {
  say(error instanceof StoreError ? error.code : 'failed', String(error));
  process.exit(1);
}

try {
  const store = await openStore(url, leaseMs === undefined ? {} : { leaseMs: Number(leaseMs) });
  await store.lease({
    onWait: (message) => say('waiting', message),
    onLost: refuse,
    onEmptied: () => undefined,
  });
  process.once('SIGTERM', () => void store.close().then(() => process.exit(0)));
  say('leased');
  // An open database alone does not keep a process alive.
  setInterval(() => undefined, 60_000);
  const things = store.collection('things', z.object({ name: z.string(), size: z.number() }));
  for (let size = 0; written !== undefined; size += 1) {
    await things.set(written, { name: 'the lease holder', size });
    if (size === 0) say('writing');
    await setImmediate();
  }
} catch (error) {
  refuse(error);
}
