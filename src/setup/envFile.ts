import { constants } from 'node:fs';
import { access, open, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FILE_NAME = '.env';

/** Nobody but its owner may read it. */
const MODE = 0o600;

/** `.env` can't be read or written. The message says why, and what to do. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

/** @returns the text of the folder's `.env`; `undefined` where there is none. @throws {EnvFileError} */
export async function readEnvFile(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, FILE_NAME), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw explain(error, 'read', join(folder, FILE_NAME));
  }
}

/** Whether a new file can be made in the folder. @throws {EnvFileError} where it can't */
export async function checkFolder(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw explain(error, 'written', join(folder, FILE_NAME));
  }
}

export interface EnvFileWrite {
  readonly folder: string;
  readonly text: string;
  /** What it was made from; `undefined` where there was no file. */
  readonly before: string | undefined;
  /** ms since the epoch; names the backup. */
  readonly now: number;
}

/**
 * Writes `.env` at once or not at all, readable for its owner alone. What stood there is kept beside it.
 *
 * @returns the path of the backup, where there was a file
 * @throws {EnvFileError} also where the file has changed since it was read
 */
export async function writeEnvFile({ folder, text, before, now }: EnvFileWrite): Promise<string | undefined> {
  if ((await readEnvFile(folder)) !== before)
    throw new EnvFileError('.env has changed meanwhile, so it was left alone. Start npm run setup again.');
  const path = await findTarget(folder);
  const backup = before === undefined ? undefined : `${path}.backup-${stampOf(now)}`;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    if (backup !== undefined && before !== undefined)
      await writeFile(backup, before, { mode: MODE, flag: 'wx' });
    await writeThrough(temporary, text);
    await rename(temporary, path);
    return backup;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explain(error, 'written', path);
  }
}

/** A link stays one: what it leads to is written. */
async function findTarget(folder: string): Promise<string> {
  const path = join(folder, FILE_NAME);
  return realpath(path).catch(() => path);
}

/** What was written is on the disk before it takes the place of the old file. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function stampOf(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function explain(error: unknown, what: 'read' | 'written', path: string): EnvFileError {
  const code = codeOf(error);
  const why: Readonly<Record<string, string>> = {
    EACCES: `this user may not ${what === 'read' ? 'read it' : `write in ${dirname(path)}`}. Change its owner or its permissions`,
    EPERM: `this user may not ${what === 'read' ? 'read it' : `write in ${dirname(path)}`}. Change its owner or its permissions`,
    EROFS: `${dirname(path)} is on a read-only file system. Start npm run setup in a folder that can be written`,
    ENOSPC: 'the disk is full. Free some space',
    EISDIR: 'it is a folder. Move it away',
    EEXIST: 'a backup of this second is there already. Wait a moment',
  };
  return new EnvFileError(
    `${path} can't be ${what} (${code}): ${why[code] ?? 'see the code'}, and try again.`,
    {
      cause: error,
    },
  );
}
