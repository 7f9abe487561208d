import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';

/** Facts about the program's own configuration. They contain no secret. */
export interface ProgramFacts {
  readonly apiUrl: string;
  /** Without a password. */
  readonly store: string;
  /** The variables that are set, by name. */
  readonly variables: readonly string[];
}

/** Writes a store URL without user and password. */
export function describeStore(storeUrl: string): string {
  return storeUrl.replace(/^(rediss?:\/\/)[^@/]*@/, '$1');
}

/** Reads the versions of Threadwatch and Node. */
export function readVersions(): { readonly threadwatch: string; readonly node: string } {
  // Not a relative path: `npm run build` puts this code into a file of another folder.
  const text = readFileSync(findPackageJSON(import.meta.url) ?? '', 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return { threadwatch: version, node: process.versions.node };
}
