import { randomBytes } from 'node:crypto';
import { parseEnv } from 'node:util';
import { readProcessEnvironment } from '../app/readEnvironment.ts';
import { systemClock } from '../clock.ts';
import { readFlags, UsageError } from '../readFlags.ts';
import { describeByHand } from './describeByHand.ts';
import { EnvFileError, readEnvFile } from './envFile.ts';
import { runSetup } from './runSetup.ts';
import { startBot } from './startBot.ts';

const USAGE = `npm run setup

Asks for everything that Threadwatch needs, checks each token as it is typed, sends a test alert, writes .env, and starts
the bot. Nothing is written before it has asked. Without a terminal it prints what to set.
`;

async function main(): Promise<number> {
  const flags = { help: { type: 'boolean', short: 'h', default: false } } as const;
  if (readFlags(process.argv.slice(2), flags, 'npm run setup').help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const shell = readProcessEnvironment();
  const folder = process.cwd();
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const file = parseEnv((await readEnvFile(folder)) ?? '');
    process.stdout.write(describeByHand({ ...file, ...shell }));
    return 0;
  }
  // Loaded here alone: the bot never needs it.
  const { createClackPrompts } = await import('./clackPrompts.ts');
  return runSetup({
    prompts: createClackPrompts({ input: process.stdin, output: process.stdout }),
    shell,
    folder,
    clock: systemClock,
    createKey: () => randomBytes(32).toString('base64'),
    startBot: (environment) => startBot(folder, environment),
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof EnvFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
