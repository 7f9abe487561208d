import { readFlags, UsageError } from '../readFlags.ts';

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly port: number; readonly scenario: string; readonly speed: number };

const FLAGS = {
  port: { type: 'string', default: '8377' },
  scenario: { type: 'string', default: 'demo' },
  speed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const MAX_SPEED = 100_000;

/**
 * Reads the flags of `npm run sandbox`.
 *
 * @throws {UsageError} for a flag or value that can't be used
 */
export function parseOptions(args: readonly string[]): Options {
  const values = readFlags(args, FLAGS, 'npm run sandbox');
  if (values.help) return { kind: 'help' };
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 (any free port) to 65535, such as --port 8377.`);
  }
  const speed = Number(values.speed);
  if (values.speed.trim() === '' || !(speed > 0 && speed <= MAX_SPEED)) {
    throw new UsageError(`--speed takes a number above 0 and at most ${MAX_SPEED}, such as --speed 60.`);
  }
  if (values.scenario === '')
    throw new UsageError('--scenario takes a file or a name, such as --scenario demo.');
  return { kind: 'run', port, scenario: values.scenario, speed };
}

/** The text that `--help` prints. */
export function writeHelp(readyMade: readonly string[]): string {
  return `A Threads API on loopback, to try Threadwatch against.

npm run sandbox -- [--port N] [--scenario FILE] [--speed N]

  --port N         the port on 127.0.0.1 (default 8377; 0 chooses a free one)
  --scenario FILE  a scenario file, or one of ${readyMade.join(', ')} (default demo)
  --speed N        how many times faster than real time (default 1)
  --help           this text

docs/sandbox.md explains scenarios, and how to control the sandbox while it runs.
`;
}
