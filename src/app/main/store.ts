import { readEnvironment } from '../readEnvironment.ts';
import { runStore } from './runStore.ts';

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());

process.exitCode = await runStore({
  args: process.argv.slice(2),
  readEnvironment,
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  now: Date.now,
  signal: stopping.signal,
});
