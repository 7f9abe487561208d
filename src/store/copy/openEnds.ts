import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StoreError } from '../store.ts';
import { createUrlError, readSqlitePath, splitUrl } from '../storeUrl.ts';
import type { CopySource, CopyTarget, TargetOptions } from './copyEnds.ts';
import { openSqliteSource } from './sqliteSource.ts';
import { openSqliteTarget } from './sqliteTarget.ts';

/** A store that can be copied. */
export type StoreLocation =
  | { readonly kind: 'sqlite' /** Absolute. */; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string };

/** What begins so names a kind of store, or another kind of thing; one letter alone is a drive of Windows. */
const URL_START = /^(?:(?:sqlite|rediss?|memory):|[a-z][a-z0-9+.-]+:\/\/)/i;

/**
 * Reads where a store is: as in STORE_URL, or the path of a SQLite file.
 * @throws {StoreError} for what can't be copied, saying what to write instead
 */
export function readLocation(typed: string): StoreLocation {
  if (!URL_START.test(typed)) return { kind: 'sqlite', path: resolve(readSqlitePath(typed)) };
  const { scheme, rest } = splitUrl(typed);
  if (scheme === 'sqlite:') return { kind: 'sqlite', path: resolve(readSqlitePath(rest)) };
  if (scheme === 'redis:' || scheme === 'rediss:') return { kind: 'redis', url: typed };
  if (scheme === 'memory:')
    throw new StoreError(
      'store_failed',
      'A store in memory ends with its process, so there is nothing to copy. Name a SQLite file or a Redis.',
    );
  throw createUrlError(`"${scheme}" is not a known kind of store`);
}

/** Where a store is, for people: without user and password. */
export function describeLocation(location: StoreLocation): string {
  if (location.kind === 'sqlite') return location.path;
  const parsed = URL.parse(location.url);
  return parsed === null ? 'Redis' : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

/** Whether both are the same store, as far as that can be seen: a link leads to the file that it names. */
export function areSame(one: StoreLocation, other: StoreLocation): boolean {
  if (describeLocation(one) === describeLocation(other)) return true;
  if (one.kind !== 'sqlite' || other.kind !== 'sqlite') return false;
  const [first, second] = [one, other].map(({ path }) =>
    statSync(path, { throwIfNoEntry: false, bigint: true }),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** A copy that is to lie in a folder gets the name of its time there. @param now ms since the epoch */
export function nameInFolder(location: StoreLocation, now: number): StoreLocation {
  if (location.kind !== 'sqlite' || !statSync(location.path, { throwIfNoEntry: false })?.isDirectory())
    return location;
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(':', '');
  return { kind: 'sqlite', path: join(location.path, `threadwatch-${time}Z.db`) };
}

/** @throws {StoreError} if there is no store, or it can't be read */
export async function openSource(location: StoreLocation): Promise<CopySource> {
  if (location.kind === 'sqlite') return openSqliteSource(location.path);
  const { openRedisSource } = await import('./redisSource.ts');
  return openRedisSource(location.url);
}

/** @throws {StoreError} if there is a store that must not be replaced, or that a bot runs on */
export async function openTarget(location: StoreLocation, options: TargetOptions): Promise<CopyTarget> {
  if (location.kind === 'sqlite') return openSqliteTarget(location.path, options);
  const { openRedisTarget } = await import('./redisTarget.ts');
  return openRedisTarget(location.url, options);
}
