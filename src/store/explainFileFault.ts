import { getErrorMessage } from './getErrorMessage.ts';

/** Why a database file can't be used, and what the operator can do. */
export interface StoreFaultWords {
  /** A clause. */
  readonly problem: string;
  /** A sentence without its full stop. */
  readonly remedy: string;
}

const CAUSES = {
  full: {
    problem: 'its disk is full',
    remedy: 'Make room there: look with df -h, and for the number of files with df -i',
  },
  quota: {
    problem: 'this user may take no more room on its disk',
    remedy: 'Make room there, or raise the disk quota of this user',
  },
  'read-only': {
    problem: 'its file system, file or folder is read-only',
    remedy: 'Mount it for writing and give this user the right to write there, or choose another path',
  },
  denied: {
    problem: 'this user may not read and write it',
    remedy: 'Give this user the right to read and write the file and its folder, or choose another path',
  },
  locked: {
    problem: 'another process is writing to it',
    remedy: 'Stop that process, then start again',
  },
  folder: { problem: 'it is not a file', remedy: 'Name a file inside it, or choose another path' },
  'under-file': {
    problem: 'a part of its path is a file, not a folder',
    remedy: 'Move that file away, or choose another path',
  },
  path: {
    problem: 'its path leads nowhere',
    remedy: 'Look where its links lead and whether its disk is mounted, or choose another path',
  },
  corrupt: {
    problem: 'it is damaged',
    remedy:
      'Restore it from a backup (npm run store -- restore); without one, move it away, and the next start begins with an empty one',
  },
  'not-a-database': {
    problem: 'it is not a SQLite database',
    remedy: 'Move that file away, or choose another path',
  },
  moved: {
    problem: 'it was removed or replaced while it was open',
    remedy: 'Put it back, or start again',
  },
  disk: {
    problem: 'its disk can’t be read or written',
    remedy:
      'See whether the disk is full (df -h), still mounted, and sound (dmesg); once it is, nothing has to be restored',
  },
  'too-large': {
    problem: 'its file system takes no file of that size',
    remedy: 'Raise the limit of file sizes (ulimit -f), or choose a path on another disk',
  },
  'open-files': {
    problem: 'too many files are open',
    remedy: 'Raise the limit of open files (ulimit -n), or end what holds so many of them',
  },
  memory: { problem: 'there is no memory left', remedy: 'Give this machine or container more memory' },
} as const satisfies Readonly<Record<string, StoreFaultWords>>;

type Cause = keyof typeof CAUSES;

/** What SQLite says of these tells nothing more. */
const SELF_EVIDENT: ReadonlySet<Cause> = new Set(['locked', 'folder', 'not-a-database']);

/** By the low byte of SQLite's result code. @see https://www.sqlite.org/rescode.html */
const OF_RESULT: Readonly<Record<number, Cause>> = {
  3: 'denied', // SQLITE_PERM
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  7: 'memory', // SQLITE_NOMEM
  8: 'read-only', // SQLITE_READONLY
  10: 'disk', // SQLITE_IOERR
  11: 'corrupt', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'denied', // SQLITE_CANTOPEN
  15: 'locked', // SQLITE_PROTOCOL
  22: 'too-large', // SQLITE_NOLFS
  23: 'denied', // SQLITE_AUTH
  24: 'not-a-database', // SQLITE_FORMAT
  26: 'not-a-database', // SQLITE_NOTADB
};

/** Extended result codes that say more than their low byte. */
const OF_EXTENDED_RESULT: Readonly<Record<number, Cause>> = {
  526: 'folder', // SQLITE_CANTOPEN_ISDIR
  1032: 'moved', // SQLITE_READONLY_DBMOVED
  1550: 'path', // SQLITE_CANTOPEN_SYMLINK
  2570: 'denied', // SQLITE_IOERR_DELETE
  3082: 'memory', // SQLITE_IOERR_NOMEM
  3338: 'denied', // SQLITE_IOERR_ACCESS
};

/** By what the operating system says. @see https://man7.org/linux/man-pages/man3/errno.3.html */
const OF_ERRNO: Readonly<Record<string, Cause>> = {
  ENOSPC: 'full',
  EDQUOT: 'quota',
  EROFS: 'read-only',
  EACCES: 'denied',
  EPERM: 'denied',
  EBUSY: 'locked',
  ETXTBSY: 'locked',
  EISDIR: 'folder',
  ENOTDIR: 'under-file',
  EEXIST: 'under-file',
  ENOENT: 'path',
  ELOOP: 'path',
  ENAMETOOLONG: 'path',
  EIO: 'disk',
  ENXIO: 'disk',
  ENODEV: 'disk',
  ESTALE: 'disk',
  EFBIG: 'too-large',
  EMFILE: 'open-files',
  ENFILE: 'open-files',
  ENOMEM: 'memory',
};

/** What no disk and no user is to blame for. */
const UNEXPECTED_REMEDY =
  'Bring Threadwatch up to date; if that changes nothing, report it as a fault of Threadwatch, with this line';

/**
 * Explains an error of SQLite or of the operating system.
 *
 * @returns `undefined` if it is neither
 */
export function explainFileFault(error: unknown): StoreFaultWords | undefined {
  if (!(error instanceof Error)) return undefined;
  const result = 'errcode' in error ? Number(error.errcode) : undefined;
  const errno = 'syscall' in error && 'code' in error ? String(error.code) : undefined;
  if (result === undefined && errno === undefined) return undefined;
  const cause =
    result === undefined ? OF_ERRNO[errno ?? ''] : (OF_EXTENDED_RESULT[result] ?? OF_RESULT[result & 0xff]);
  const given = getErrorMessage(error);
  if (cause === undefined) return { problem: given, remedy: UNEXPECTED_REMEDY };
  const { problem, remedy } = CAUSES[cause];
  return { problem: SELF_EVIDENT.has(cause) ? problem : `${problem} (${given})`, remedy };
}
