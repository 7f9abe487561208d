import type { StoreProblem } from './store.ts';

/** What a file system says of itself, as `fs.statfs` answers. */
export interface Room {
  /** Bytes in a block. */
  readonly bsize: number;
  /** Blocks that this user may still use. */
  readonly bavail: number;
  /** How many files it can hold; 0 where it knows no such limit. */
  readonly files: number;
  readonly ffree: number;
}

const MEGABYTE = 1_000_000;

/** With less than this, bytes, the next write may fail. */
const TOO_LITTLE = MEGABYTE;

/** With less than this, bytes, somebody should make room. A busy database and its write-ahead log need some MB. */
const LITTLE = 50 * MEGABYTE;

/** Whether the disk of a database is full, or nearly so. Pure. @param folder of the database */
export function findRoomProblems({ bsize, bavail, files, ffree }: Room, folder: string): StoreProblem[] {
  const left = bsize * bavail;
  if (files > 0 && ffree === 0)
    return [
      {
        grade: 'fault',
        words: `The disk of ${folder} takes no further file. Remove files there: df -i shows how many there are`,
      },
    ];
  if (left >= LITTLE) return [];
  const size = `${(left / MEGABYTE).toFixed(1)} MB`;
  return left < TOO_LITTLE
    ? [{ grade: 'fault', words: `The disk of ${folder} is full (${size} left). Make room there` }]
    : [{ grade: 'advice', words: `The disk of ${folder} is nearly full (${size} left). Make room there` }];
}
