// A program for tests: writes records to the store named by its argument until it is killed or a write fails.
// It prints the key of each acknowledged record on stdout.
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';

const store = await openStore(process.argv[2] ?? '');
const texts = store.collection('texts', z.string());
try {
  for (let count = 0; ; count += 1) {
    await texts.set(`key ${count}`, 'x'.repeat(2_000));
    process.stdout.write(`key ${count}\n`);
  }
} catch (error) {
  process.stdout.write(`${error}\n`);
}
