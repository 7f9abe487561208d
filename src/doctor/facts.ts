import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What can be told of a program's own set-up; no value of a secret is in it. */
export interface ProgramFacts {
  readonly apiUrl: string;
  /** Without a password. */
  readonly store: string;
  /** The variables that are set, by name. */
  readonly variables: readonly string[];
}

export function describeStore(storeUrl: string): string {
  return storeUrl.replace(/^(rediss?:\/\/)[^@/]*@/, '$1');
}

/** Ours, and Node's. */
export function readVersions(): { readonly threadwatch: string; readonly node: string } {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return { threadwatch: version, node: process.versions.node };
}
