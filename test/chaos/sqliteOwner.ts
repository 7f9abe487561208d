import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const OWNER = "namespace = '(lease)'";

/**
 * Lets a database look as if its owner ran in another container, and somebody had deleted the file that it locks: no other
 * process can see then whether it still runs.
 */
export function hideOwner(path: string): void {
  // A planted bug may have let the owner lose its file, or its row, already.
  rmSync(`${path}.owner`, { force: true });
  using database = new DatabaseSync(path);
  const { value } = database.prepare(`SELECT value FROM records WHERE ${OWNER}`).get() ?? {};
  if (value === undefined) return;
  const owner = { ...JSON.parse(String(value)), pidSpace: 'another container' };
  database.prepare(`UPDATE records SET value = ? WHERE ${OWNER}`).run(JSON.stringify(owner));
}

/** All that the database holds, as one text. */
export function readDatabase(path: string): string {
  using database = new DatabaseSync(path, { readOnly: true });
  return JSON.stringify(database.prepare('SELECT * FROM records ORDER BY namespace, key').all());
}
