import { readFlags, UsageError } from '../readFlags.ts';

export interface DemoFlags {
  readonly help: boolean;
  readonly json: boolean;
  /** A file, or the name of a ready-made scenario. */
  readonly scenario: string;
  readonly store: string | undefined;
}

const FLAGS = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  scenario: { type: 'string', default: 'demo' },
  store: { type: 'string' },
} as const;

/** Reads the flags of the demo. @throws {UsageError} for a flag or value that can't be used */
export function parseFlags(args: readonly string[]): DemoFlags {
  const { help, json, scenario, store } = readFlags(args, FLAGS, 'npm run demo');
  if (scenario === '')
    throw new UsageError('--scenario takes a file or a name, such as --scenario every-fate.');
  if (store === '') throw new UsageError('--store takes a store, such as --store sqlite:./demo.db.');
  return { help, json, scenario, store };
}

/** The text that `--help` prints. */
export function writeHelp(readyMade: readonly string[]): string {
  return `Threadwatch and a Threads API of its own, in one process, with this terminal as the chat.

npm run demo -- [--json] [--scenario FILE] [--store URL]

  --scenario FILE  a scenario file, or one of ${readyMade.join(', ')} (default demo)
  --store URL      keep the state, such as sqlite:./demo.db, and continue from it next time
  --json           one JSON object per line, for programs
  --help           this text

Type /threads help for the commands, and the number of a button to press it: 1 presses the
one that is shown as [1].

At a terminal, time runs 60 times as fast. Input from a pipe is run line by line, and the
clock moves only with "wait 25h", so the output is the same every time.
docs/sandbox.md explains how to write a scenario.
`;
}
