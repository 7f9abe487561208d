import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const COPIED = ['src', 'commands', 'test', 'package.json', 'tsconfig.json'];

/** Copies the project to a temporary folder, where it can be broken; `node_modules` is shared, and only read. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-mutant-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Removes such a copy. */
export function removeCopy(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
