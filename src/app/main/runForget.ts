import { parseArgs } from 'node:util';
import { UsageError } from '../../readFlags.ts';
import { openSource, readLocation } from '../../store/copy/openEnds.ts';
import { scrubStore } from '../../store/copy/scrubStore.ts';
import { openExclusively } from '../../store/openExclusively.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { findMissingStore } from '../../store/storeUrl.ts';
import { assertNotNewer, migrateStore } from '../migrations/migrateStore.ts';
import { type Forgotten, findWorkspaces, planForgetting } from '../stored/forgetWorkspace.ts';
import { namesWorkspace } from '../stored/namesWorkspace.ts';
import type { Workspace } from '../stored/storedCollection.ts';
import { defaults } from '../variables.ts';

const USAGE = `Usage: npm run -s forget -- <workspace> [--yes]

Deletes everything that the store of STORE_URL holds of a Discord server or a Slack team: watches, messages that wait, alert
settings, hooks, events, accounts that only it connected, and who asked for all that. Stop Threadwatch first, all replicas of
it where there are several.

  <workspace>   the id of the server or the team, such as 123456789012345678 or T0123ABCD
  --yes         do not ask

Exit code: 0 if it was deleted, else 1.
`;

export interface ForgetRun {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Asks a person; left out where there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** An id, and perhaps its platform before it. */
const WORKSPACE = /^(?:[a-z]+:)?[\w-]+$/;

/** Why nothing was deleted, or not everything. */
class ForgetError extends Error {}

/**
 * Deletes what is stored of a workspace, and says what that was. Never rejects.
 *
 * @returns the exit code
 */
export async function runForget(run: ForgetRun): Promise<0 | 1> {
  try {
    const request = readArguments(run.args);
    if (request === undefined) run.write(USAGE);
    else await withLeasedStore(run, (stores, url) => forget(run, request, stores, url));
    return 0;
  } catch (error) {
    run.writeError(`${explain(error)}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
    return 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof StoreError && error.code === 'store_owned')
    return `STORE_URL: ${error.message} A Threadwatch that runs would store again what it remembers.`;
  if (error instanceof StoreError) return `STORE_URL: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

interface Request {
  readonly typed: string;
  readonly isConfirmed: boolean;
}

/** @returns `undefined` where help is asked for */
function readArguments(args: readonly string[]): Request | undefined {
  const options = { yes: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parse(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  const [typed] = positionals;
  if (values.help) return undefined;
  if (typed === undefined || positionals.length > 1)
    throw new UsageError('Name one workspace: the id of a Discord server or of a Slack team.');
  if (!WORKSPACE.test(typed))
    throw new UsageError(
      `"${typed}" names no workspace: write its id, such as T0123ABCD or slack:T0123ABCD.`,
    );
  return { typed, isConfirmed: values.yes ?? false };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? (cause.message.split('. ', 1)[0] ?? '') : '', { cause });
  }
}

async function withLeasedStore(
  { readEnvironment, writeError }: ForgetRun,
  work: (stores: readonly Store[], url: string) => Promise<void>,
): Promise<void> {
  const { STORE_URL } = readEnvironment();
  const url = STORE_URL || defaults.storeUrl;
  readLocation(url);
  if (findMissingStore(url) !== undefined)
    throw new ForgetError('There is no store yet, so nothing is stored. Check STORE_URL.');
  const { stores, versioned, close } = await openExclusively(url, {
    onWait: (message) => writeError(`${message}\n`),
    onLost: () => undefined,
  });
  try {
    for (const store of versioned) await assertNotNewer(store);
    for (const store of versioned) await migrateStore(store, { info: () => undefined });
    await work(stores, url);
  } finally {
    await close();
  }
}

async function forget(
  run: ForgetRun,
  { typed, isConfirmed }: Request,
  stores: readonly Store[],
  url: string,
): Promise<void> {
  const known = await findWorkspaces(stores);
  const workspace = findWorkspace(typed, [...known.values()]);
  const { forgotten, accounts, run: carryOut } = await planForgetting(stores, workspace);
  if (forgotten.length === 0) throw new ForgetError(describeKnown(typed, [...known.keys()]));
  run.write(describePlan(workspace, forgotten, accounts));
  if (!isConfirmed) await confirm(run.ask);
  await carryOut();
  await scrubStore(url);
  const left = await findLeft(url, workspace);
  if (left.length > 0)
    throw new ForgetError(
      `These records still name ${workspace.workspace}, and are not known to be about it. A note of another workspace may do so: ${left.join(', ')}`,
    );
  run.write('All of it is deleted.\n');
}

/** A workspace is named by its id alone where that is enough. */
function findWorkspace(typed: string, known: readonly Workspace[]): Workspace {
  const [id = '', platform] = typed.split(':').reverse();
  const fitting = known.filter(({ workspace }) => workspace === id);
  if (platform !== undefined) {
    // Else an account that only the workspace of the other platform has connected would end.
    if (fitting.length > 0 && !fitting.some((each) => each.platform === platform))
      throw new ForgetError(describeKnown(typed, fitting.map(nameOf)));
    return { platform, workspace: id };
  }
  const [only] = fitting;
  if (fitting.length > 1)
    throw new ForgetError(
      `There are several of that id. Name one of them: ${fitting.map(nameOf).join(', ')}`,
    );
  // An account that was connected names its workspaces without their platforms. Discord's ids are digits.
  return only ?? { platform: /^\d+$/.test(typed) ? 'discord' : 'slack', workspace: typed };
}

function nameOf({ platform, workspace }: Workspace): string {
  return `${platform}:${workspace}`;
}

function describeKnown(typed: string, known: readonly string[]): string {
  const nothing = `Nothing is stored of a workspace ${typed}.`;
  return known.length === 0
    ? `${nothing} The store names no workspace.`
    : `${nothing} Those that the store names:\n${known
        .toSorted()
        .map((each) => `  ${each}`)
        .join('\n')}`;
}

function describePlan(
  { platform, workspace }: Workspace,
  forgotten: readonly Forgotten[],
  accounts: readonly string[],
): string {
  const width = Math.max(...forgotten.map(({ collection }) => collection.length));
  const lines = forgotten.map(({ collection, deleted, changed }) => {
    const counts = [
      ...(deleted > 0 ? [`${deleted.toLocaleString('en')} to delete`] : []),
      ...(changed > 0 ? [`${changed.toLocaleString('en')} shared with others, to be changed`] : []),
    ];
    return `  ${collection.padEnd(width)}  ${counts.join(', ')}`;
  });
  const connected =
    accounts.length > 0
      ? [`Connected accounts that end with it, with their tokens: ${accounts.join(', ')}`]
      : [];
  return `${[`Stored of ${platform}:${workspace}:`, ...lines, ...connected].join('\n')}\n`;
}

async function confirm(ask: ForgetRun['ask']): Promise<void> {
  if (ask === undefined)
    throw new ForgetError('Nothing was deleted. Say --yes to delete it without being asked.');
  // Ctrl+C and Ctrl+D are a no.
  const answer = await ask('Delete all of it? This can’t be undone. Type yes: ').catch(() => '');
  if (answer.trim().toLowerCase() !== 'yes') throw new ForgetError('Nothing was deleted.');
}

/** Every record is looked at as it is stored, also of collections that this version does not know. */
async function findLeft(url: string, { workspace }: Workspace): Promise<string[]> {
  const source = await openSource(readLocation(url));
  try {
    const left: string[] = [];
    for await (const page of source.pages())
      for (const { collection, key, text } of page)
        if (namesWorkspace(`${key} ${text}`, workspace)) left.push(`${collection}/${key}`);
    return left;
  } finally {
    await source.close();
  }
}
