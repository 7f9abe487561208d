import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for a database that nobody will miss. */
export interface TemporaryStore {
  readonly url: string;
  remove(): void;
}

export function createTemporaryStore(): TemporaryStore {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-demo-'));
  return {
    url: `sqlite:${join(folder, 'demo.db')}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
