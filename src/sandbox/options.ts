import { parseArgs } from 'node:util';

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly port: number; readonly scenario: string; readonly speed: number };

/** What was typed can't be run; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const FLAGS = {
  port: { type: 'string', default: '8377' },
  scenario: { type: 'string', default: 'demo' },
  speed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const FASTEST = 100_000;

/**
 * Reads the flags of `npm run sandbox`.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 (any that is free) to 65535, such as --port 8377.`);
  }
  const speed = Number(values.speed);
  if (values.speed.trim() === '' || !(speed > 0 && speed <= FASTEST)) {
    throw new UsageError(`--speed takes a number above 0 and at most ${FASTEST}, such as --speed 60.`);
  }
  if (values.scenario === '')
    throw new UsageError('--scenario takes a file or a name, such as --scenario demo.');
  return { kind: 'run', port, scenario: values.scenario, speed };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ', 1)[0] : cause;
    throw new UsageError(`${why}. npm run sandbox -- --help shows what there is.`, { cause });
  }
}

/** What `--help` prints. */
export function writeHelp(readyMade: readonly string[]): string {
  return `A Threads API on loopback, to try Threadwatch against.

npm run sandbox -- [--port N] [--scenario FILE] [--speed N]

  --port N         where to listen on 127.0.0.1 (8377; 0 takes one that is free)
  --scenario FILE  what to play: a file, or one of ${readyMade.join(', ')} (demo)
  --speed N        how many times as fast as the clock on the wall (1)
  --help           this text

docs/sandbox.md tells how to write a scenario and how to steer it while it runs.
`;
}
