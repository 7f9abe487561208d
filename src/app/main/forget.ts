import { createInterface } from 'node:readline/promises';
import { readEnvironment } from '../readEnvironment.ts';
import { runForget } from './runForget.ts';

/** Asks on the terminal. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

process.exitCode = await runForget({
  args: process.argv.slice(2),
  readEnvironment,
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  ask: process.stdin.isTTY ? ask : undefined,
});
