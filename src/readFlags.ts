import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The arguments of a command line can't be used. The message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Parses the flags of a program. It takes no positional arguments.
 *
 * @param program how the program is started, such as `npm run demo`; the message refers to its `--help`
 * @throws {UsageError} for an unknown or incomplete flag
 */
export function readFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  program: string,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.split('. ', 1)[0] : cause;
    throw new UsageError(`${problem}. For all flags: ${program} -- --help`, { cause });
  }
}
