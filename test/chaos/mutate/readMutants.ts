import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

const FOLDER = new URL('../mutants/', import.meta.url);

/** All planted bugs, by the names of their files. */
export async function readMutants(): Promise<ReadonlyMap<string, Mutant>> {
  const files = readdirSync(fileURLToPath(FOLDER)).sort();
  const loaded = files.map(async (file) => {
    const { mutant }: { mutant: Mutant } = await import(new URL(file, FOLDER).href);
    return [basename(file, '.ts'), mutant] as const;
  });
  return new Map(await Promise.all(loaded));
}
