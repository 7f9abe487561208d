import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { tellReason } from './runCall.ts';
import { StoreError } from './store.ts';

const KNOWN_FORMS = 'sqlite:./data/threadwatch.db, sqlite:/absolute/path.db, redis://host:6379 or memory:';

/** The scheme in small letters, its colon with it, and what stands behind. */
export function splitUrl(url: string): { readonly scheme: string; readonly rest: string } {
  const colon = url.indexOf(':');
  return { scheme: url.slice(0, colon + 1).toLowerCase(), rest: url.slice(colon + 1) };
}

/** `sqlite://data/x.db` would mean `/data/x.db`, which nobody who writes it means. @throws StoreError */
export function readPath(path: string): string {
  if (path === '' || path.includes('\0')) throw refuse('"sqlite:" needs a path after it');
  if (path === ':memory:') throw refuse('For a store in memory write "memory:"');
  if (/^\/\/[^/]/.test(path)) throw refuse('After "sqlite:" comes a path, not "//"');
  return path;
}

export function refuse(problem: string): StoreError {
  return new StoreError('store_failed', `${problem}. Known are ${KNOWN_FORMS}.`);
}

/**
 * Whether opening the store would have to make it first, as it does with a SQLite file; nothing is made by asking.
 *
 * @returns `undefined` where there is one, or where opening makes none; else why it could not be made, if so
 * @throws StoreError for an address that names no store
 */
export function findUnmade(url: string): { readonly problem: string | undefined } | undefined {
  const { scheme, rest } = splitUrl(url);
  if (scheme !== 'sqlite:') return undefined;
  const path = resolve(readPath(rest));
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && (!there.isFile() || there.size > 0)) return undefined;
  return { problem: whyNotMade(dirname(path)) };
}

/** The folder may have to be made as well: the nearest that there is decides. */
function whyNotMade(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is no folder`;
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent && dirname(folder) !== folder) return whyNotMade(dirname(folder));
    return `the folder ${folder} can't be written (${tellReason(error)})`;
  }
}
