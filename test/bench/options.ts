import { parseArgs } from 'node:util';
import type { Group } from './figure.ts';

/** What was asked for at the command line. */
export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly groups: readonly Group[];
}

/** What was typed can't be; the message says what can. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads flags and names of groups; without a name, all groups are run.
 *
 * @throws UsageError
 */
export function readOptions(args: readonly string[], known: readonly Group[]): BenchOptions {
  const { values, positionals } = parse(args, known);
  const unknown = positionals.find((name) => !known.some((group) => group.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no group "${unknown}"; there are ${listNames(known)}. For example: npm run bench -- ${known[0]?.name}`,
    );
  return {
    ...values,
    groups: positionals.length === 0 ? known : known.filter(({ name }) => positionals.includes(name)),
  };
}

export function describeUsage(known: readonly Group[]): string {
  const width = Math.max(...known.map(({ name }) => name.length));
  return `Measures Threadwatch, and prints one table.

  npm run bench                    everything, within two minutes on two cores
  npm run bench -- <group> …       these groups alone
  npm run -s bench -- --json       {"figures":[{"name","value","unit","how"}]} and nothing else

Groups:
${known.map(({ name, measures }) => `  ${name.padEnd(width)}  ${measures}`).join('\n')}

restart needs redis-server. Nothing leaves this machine. docs/bench.md says what each figure means.
`;
}

function parse(args: readonly string[], known: readonly Group[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
  } catch {
    throw new UsageError(
      `Flags are --json and --help, groups are ${listNames(known)}. For example: npm run -s bench -- --json`,
    );
  }
}

function listNames(known: readonly Group[]): string {
  return known.map(({ name }) => name).join(', ');
}
