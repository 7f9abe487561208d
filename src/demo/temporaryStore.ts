import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database in a temporary folder. */
export interface TemporaryStore {
  readonly url: string;
  remove(): void;
}

/** Creates the folder. The store creates its file itself. */
export function createTemporaryStore(): TemporaryStore {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-demo-'));
  return {
    url: `sqlite:${join(folder, 'demo.db')}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
