import { parseArgs } from 'node:util';
import type { Group } from './figure.ts';

/** The parsed command line. */
export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly groups: readonly Group[];
}

/** The command line can't be used. The message says what is possible. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads flags and names of groups. Without a name, all groups run but those that are separate.
 *
 * @throws {UsageError} for an unknown flag or group
 */
export function readOptions(args: readonly string[], known: readonly Group[]): BenchOptions {
  const { values, positionals } = parse(args, known);
  const unknown = positionals.find((name) => !known.some((group) => group.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `There is no group "${unknown}". The groups are ${listNames(known)}. For example: npm run bench -- ${known[0]?.name}`,
    );
  return {
    ...values,
    groups: known.filter(({ name, isSeparate = false }) =>
      positionals.length === 0 ? !isSeparate : positionals.includes(name),
    ),
  };
}

/** Writes the text that `--help` prints. */
export function describeUsage(known: readonly Group[]): string {
  const width = Math.max(...known.map(({ name }) => name.length));
  return `Measures Threadwatch, and prints one table.

  npm run bench                    all groups but cluster, in about two minutes on two cores
  npm run bench -- cluster         several replicas on one Redis, in about a quarter of an hour
  npm run bench -- <group> …       only these groups
  npm run -s bench -- --json       only {"figures":[{"name","value","unit","how"}]}

Groups:
${known.map(({ name, measures }) => `  ${name.padEnd(width)}  ${measures}`).join('\n')}

restart and cluster need redis-server. Nothing leaves this machine. docs/bench.md explains each figure.
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
