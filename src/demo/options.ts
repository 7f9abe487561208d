import { parseArgs } from 'node:util';

export interface DemoFlags {
  readonly help: boolean;
  readonly json: boolean;
  /** A file, or the name of a ready-made scenario. */
  readonly scenario: string;
  readonly store: string | undefined;
}

/** What was typed after `npm run demo --` can't be run; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the flags of the demo. @throws UsageError */
export function parseFlags(args: readonly string[]): DemoFlags {
  const { help, json, scenario, store } = parse(args);
  if (scenario === '')
    throw new UsageError('--scenario takes a file or a name, such as --scenario every-fate.');
  if (store === '') throw new UsageError('--store takes a store, such as --store sqlite:./demo.db.');
  return { help, json, scenario, store };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        scenario: { type: 'string', default: 'demo' },
        store: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('. ', 1)[0] : cause;
    throw new UsageError(`${why}. npm run demo -- --help shows what there is.`, { cause });
  }
}

/** What `--help` prints. */
export function writeHelp(readyMade: readonly string[]): string {
  return `Threadwatch and a Threads API of its own, in one process, with this terminal as the chat.

npm run demo -- [--json] [--scenario FILE] [--store URL]

  --scenario FILE  what Threads does: a file, or one of ${readyMade.join(', ')} (demo)
  --store URL      keep the state, such as sqlite:./demo.db, and go on from it the next time
  --json           one JSON object a line, for programs
  --help           this text

At a terminal, time runs 60 times as fast. Input from a pipe is run line by line on a clock
that stands still but for "wait 25h", and the output is the same every time.
docs/sandbox.md tells how to write a scenario.
`;
}
