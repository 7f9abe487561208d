import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';

/**
 * The text of the mutant's file with the bug in it. Nothing is written.
 *
 * @throws where the text to find does not stand there exactly once: the code has changed, and the mutant must follow
 */
export function applyMutant(root: string, name: string, { file, find, replace }: Mutant): string {
  const source = readFileSync(join(root, file), 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1)
    throw new Error(
      `test/chaos/mutants/${name}.ts finds its text ${places} times in ${file}, and not once. Plant the bug where that code is now.`,
    );
  if (find === replace) throw new Error(`test/chaos/mutants/${name}.ts changes nothing.`);
  return source.replace(find, () => replace);
}
