import { parseArgs } from 'node:util';
import { UsageError } from '../../readFlags.ts';
import { type CopiedCounts, copyStore } from '../../store/copy/copyStore.ts';
import {
  areSame,
  describeLocation,
  nameInFolder,
  openSource,
  openTarget,
  readLocation,
  type StoreLocation,
} from '../../store/copy/openEnds.ts';
import { StoreError } from '../../store/store.ts';
import { defaults } from '../variables.ts';
import { describeKeys, findKeyIds } from './describeKeys.ts';

const USAGE = `Usage: npm run -s store -- backup --to <path or url> [--from <url>]
       npm run -s store -- restore --from <path or url> [--to <url>]
       npm run -s store -- copy --to <path or url> [--from <url>]

backup    copies the store of STORE_URL, also while Threadwatch runs on it. In a folder the copy is named after the time
restore   puts a backup in the place of the store of STORE_URL. Stop Threadwatch first
copy      moves a store elsewhere, such as from SQLite to Redis. Stop Threadwatch first, and set STORE_URL afterwards

  --from <url>   the store to read: as in STORE_URL, or the path of a SQLite file
  --to <url>     where the copy goes
  --replace      it may take the place of a store that holds records

Every record is compared with its source before anything is replaced. Exit code: 0 if all is well, else 1; then nothing was
changed.
`;

const VERBS = ['backup', 'restore', 'copy'] as const;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  replace: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface StoreRun {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** ms since the epoch */
  readonly now: () => number;
  /** Ends the copy; nothing was changed then. */
  readonly signal: AbortSignal;
}

/**
 * Copies a store, and says what it copied. Never rejects.
 *
 * @returns the exit code
 */
export async function runStore(run: StoreRun): Promise<0 | 1> {
  try {
    await copy(run);
    return 0;
  } catch (error) {
    const words = run.signal.aborted ? 'Stopped. Nothing was changed.' : explain(error);
    run.writeError(`${words}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
    return 1;
  }
}

async function copy(run: StoreRun): Promise<void> {
  const request = readRequest(run);
  if (request === undefined) return run.write(USAGE);
  const { verb, from, to, replace } = request;
  run.write(`${describeLocation(from)} → ${describeLocation(to)}\n`);
  const source = await named(request.fromName, () => openSource(from));
  try {
    const owner = await source.findOwner();
    if (owner !== undefined && verb !== 'backup') run.writeError(`${stillRuns(owner)}\n`);
    const target = await named(request.toName, () =>
      openTarget(to, { replace, onWait: (message) => run.writeError(`${message}\n`) }),
    );
    const keyIds = new Set<string>();
    try {
      const counts = await copyStore(source, target, (record) => {
        run.signal.throwIfAborted();
        for (const id of findKeyIds(record)) keyIds.add(id);
      });
      run.write(describeCopy(counts));
    } finally {
      await target.close();
    }
    const { TOKEN_KEY } = run.readEnvironment();
    run.write(describeKeys(keyIds, TOKEN_KEY));
  } finally {
    await source.close();
  }
}

function stillRuns(owner: string): string {
  return `Threadwatch runs on the store that is read (${owner}): what it writes from now on is not in the copy. To move a store, stop it, and copy again.`;
}

interface Request {
  readonly verb: (typeof VERBS)[number];
  readonly from: StoreLocation;
  readonly to: StoreLocation;
  /** Where each was said, for messages. */
  readonly fromName: string;
  readonly toName: string;
  readonly replace: boolean;
}

/** @returns `undefined` where help is asked for */
function readRequest({ args, readEnvironment, now }: StoreRun): Request | undefined {
  const { values, positionals } = parse(args);
  const [verb] = VERBS.filter((each) => each === positionals[0]);
  if (values.help) return undefined;
  if (verb === undefined || positionals.length > 1)
    throw new UsageError(
      'Say what to do: backup, restore or copy, and nothing else without a name before it.',
    );
  if (verb === 'restore' && values.from === undefined)
    throw new UsageError('Name the backup that is to be restored: --from <path>.');
  if (verb !== 'restore' && values.to === undefined)
    throw new UsageError('Say where the copy is to be: --to <path or url>.');
  const { STORE_URL } = readEnvironment();
  const ours = STORE_URL || defaults.storeUrl;
  const [fromName, toName] = (['from', 'to'] as const).map((name) =>
    values[name] === undefined ? 'STORE_URL' : `--${name}`,
  ) as [string, string];
  const from = readNamed(fromName, values.from ?? ours);
  const to = nameInFolder(readNamed(toName, values.to ?? ours), now());
  if (areSame(from, to))
    throw new UsageError(`${describeLocation(to)} would be copied onto itself. Name another --to.`);
  return { verb, from, to, fromName, toName, replace: values.replace ?? false };
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

async function named<T>(name: string, open: () => Promise<T>): Promise<T> {
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

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describeCopy(counts: CopiedCounts): string {
  const width = Math.max(...[...counts.keys()].map(({ length }) => length), 0);
  const lines = [...counts].map(([name, count]) => `  ${name.padEnd(width)}  ${count.toLocaleString('en')}`);
  const all = counts.values().reduce((sum, count) => sum + count, 0);
  return `${[...lines, `${all.toLocaleString('en')} records compared, all equal`].join('\n')}\n`;
}
