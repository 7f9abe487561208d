import { parseArgs } from 'node:util';
import { UsageError } from '../../readFlags.ts';
import {
  areSame,
  describeLocation,
  nameInFolder,
  readLocation,
  type StoreLocation,
} from '../../store/copy/openEnds.ts';
import { MAX_PARTITIONS } from '../../store/partitions.ts';
import { StoreError } from '../../store/store.ts';
import { defaults } from '../variables.ts';

const VERBS = ['backup', 'restore', 'copy'] as const;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  partitions: { type: 'string' },
  replace: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What a run of the store program is to do. */
export interface StoreRequest {
  readonly verb: (typeof VERBS)[number];
  readonly from: StoreLocation;
  readonly to: StoreLocation;
  /** Where each was said, for messages. */
  readonly fromName: string;
  readonly toName: string;
  readonly replace: boolean;
  /** How many partitions are to be made of the records, where somebody said it. */
  readonly partitions: number | undefined;
  /** Whether both are one Redis: what it holds is put in its own place. */
  readonly isInPlace: boolean;
}

export interface RequestSource {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  /** ms since the epoch */
  readonly now: () => number;
}

/**
 * @returns `undefined` where help is asked for
 * @throws {UsageError} for what can't be meant, saying what to type instead
 */
export function readStoreRequest({ args, readEnvironment, now }: RequestSource): StoreRequest | undefined {
  const { values, positionals } = parse(args);
  const [verb] = VERBS.filter((each) => each === positionals[0]);
  if (values.help) return undefined;
  if (verb === undefined || positionals.length > 1)
    throw new UsageError(
      'Say what to do: backup, restore or copy, and nothing else without a name before it.',
    );
  assertComplete(verb, values);
  const partitions = readPartitions(values.partitions);
  const { STORE_URL } = readEnvironment();
  const ours = STORE_URL || defaults.storeUrl;
  const [fromName, toName] = (['from', 'to'] as const).map((name) =>
    values[name] === undefined ? 'STORE_URL' : `--${name}`,
  ) as [string, string];
  const from = readNamed(fromName, values.from ?? ours);
  const to = nameInFolder(readNamed(toName, values.to ?? ours), now());
  if (partitions !== undefined && to.kind !== 'redis')
    throw new UsageError(`${toName}: Only Redis holds partitions. Name a Redis, such as redis://host:6379.`);
  const isInPlace = areSame(from, to);
  if (isInPlace && (verb !== 'copy' || to.kind !== 'redis'))
    throw new UsageError(`${describeLocation(to)} would be copied onto itself. Name another --to.`);
  const replace = values.replace ?? false;
  return { verb, from, to, fromName, toName, replace, partitions, isInPlace };
}

function assertComplete(
  verb: StoreRequest['verb'],
  { from, to, partitions }: { readonly [Name in 'from' | 'to' | 'partitions']?: string },
): void {
  if (verb === 'restore' && from === undefined)
    throw new UsageError('Name the backup that is to be restored: --from <path>.');
  if (verb !== 'restore' && to === undefined)
    throw new UsageError('Say where the copy is to be: --to <path or url>.');
  if (verb === 'backup' && partitions !== undefined)
    throw new UsageError('A backup is what the store is: leave --partitions out, or say copy.');
}

function readPartitions(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const partitions = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (partitions < 1 || partitions > MAX_PARTITIONS)
    throw new UsageError(`--partitions takes a whole number from 1 to ${MAX_PARTITIONS}, such as 16.`);
  return partitions;
}

/** What was typed may hold a password, so it is not repeated where it looks like an address. */
function parse(args: readonly string[]) {
  try {
    const parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
    const names = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) throw new UsageError(`Say --${repeated} once.`);
    return parsed;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const [problem = ''] = cause instanceof Error ? cause.message.split('. ', 1) : [];
    const isShown = problem !== '' && !problem.includes('//');
    throw new UsageError(isShown ? `${problem}.` : 'A flag is unknown.', { cause });
  }
}

function readNamed(name: string, typed: string): StoreLocation {
  try {
    return readLocation(typed);
  } catch (error) {
    throw withName(name, error);
  }
}

/** Runs what meets a fault of a store, and says in the fault which store that is. */
export async function named<T>(name: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw withName(name, error);
  }
}

/** A remedy that changes STORE_URL is to change what was typed in its place. */
function withName(name: string, error: unknown): unknown {
  return error instanceof StoreError
    ? new StoreError(error.code, `${name}: ${error.message.replaceAll('STORE_URL', name)}`, { cause: error })
    : error;
}
