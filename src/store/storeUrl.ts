import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { explainFileFault } from './explainFileFault.ts';
import { findRoomProblems } from './findRoomProblems.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { StoreError } from './store.ts';

const KNOWN_FORMS = 'sqlite:./data/threadwatch.db, sqlite:/absolute/path.db, redis://host:6379 or memory:';

/** Splits a URL into its scheme, in lower case and with the colon, and the rest. */
export function splitUrl(url: string): { readonly scheme: string; readonly rest: string } {
  const colon = url.indexOf(':');
  return { scheme: url.slice(0, colon + 1).toLowerCase(), rest: url.slice(colon + 1) };
}

/**
 * Reads the path of a `sqlite:` URL. `sqlite://data/x.db` is refused: it would mean `/data/x.db`, which is hardly intended.
 * @throws {StoreError} `store_failed`
 */
export function readSqlitePath(path: string): string {
  if (path === '' || path.includes('\0')) throw createUrlError('"sqlite:" needs a path after it');
  if (path === ':memory:') throw createUrlError('For a store in memory, write "memory:"');
  if (/^\/\/[^/]/.test(path)) throw createUrlError('Write a path after "sqlite:", not "//"');
  return path;
}

export function createUrlError(problem: string): StoreError {
  return new StoreError('store_failed', `${problem}. Write it as ${KNOWN_FORMS}.`);
}

/**
 * Finds out whether opening the store would first have to create its SQLite file, without creating it.
 *
 * @returns `undefined` if the file exists, or the store is not a file; else `problem` says why it can't be created and what to do, if so
 * @throws {StoreError} if the URL is malformed
 */
export function findMissingStore(url: string): { readonly problem: string | undefined } | undefined {
  const { scheme, rest } = splitUrl(url);
  if (scheme !== 'sqlite:') return undefined;
  const path = resolve(readSqlitePath(rest));
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && (!stats.isFile() || stats.size > 0)) return undefined;
  } catch (error) {
    // A folder on its way can't be entered.
    return { problem: describeUnwritable(dirname(path), error) };
  }
  return { problem: findCreateProblem(dirname(path)) };
}

/** The folder may not exist yet either. Then its nearest existing parent decides. */
function findCreateProblem(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder`;
    accessSync(folder, constants.W_OK);
    return findRoomProblems(statfsSync(folder), folder).find(({ grade }) => grade === 'fault')?.words;
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent && dirname(folder) !== folder) return findCreateProblem(dirname(folder));
    return describeUnwritable(folder, error);
  }
}

function describeUnwritable(folder: string, error: unknown): string {
  const remedy = explainFileFault(error)?.remedy ?? 'Choose another path';
  return `the folder ${folder} can't be written (${getErrorMessage(error)}). ${remedy}`;
}
