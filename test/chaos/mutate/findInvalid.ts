import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyMutant } from './applyMutant.ts';
import type { Mutant } from './mutant.ts';
import { copyProject, ROOT, removeCopy } from './projectCopy.ts';

/**
 * The mutants that do not compile, and why: no slip that anybody could make unseen. All are checked at once, each
 * broken file beside the one that is whole.
 */
export function findInvalid(mutants: ReadonlyMap<string, Mutant>): ReadonlyMap<string, string> {
  const folder = copyProject();
  try {
    for (const [name, mutant] of mutants)
      writeFileSync(join(folder, besides(name, mutant)), applyMutant(ROOT, name, mutant));
    const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit'], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.split('\n');
    return new Map(
      [...mutants].flatMap(([name, mutant]) => {
        const line = lines.find((each) => each.startsWith(`${besides(name, mutant)}(`));
        return line === undefined ? [] : [[name, line] as const];
      }),
    );
  } finally {
    removeCopy(folder);
  }
}

function besides(name: string, { file }: Mutant): string {
  return file.replace(/\.ts$/, `.${name}.ts`);
}
