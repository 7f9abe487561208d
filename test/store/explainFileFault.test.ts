import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { explainFileFault } from '../../src/store/explainFileFault.ts';
import { findRoomProblems } from '../../src/store/findRoomProblems.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { expectFailure, thing } from './conformance.ts';

/** Every primary result code but OK, ROW and DONE. https://www.sqlite.org/rescode.html#primary_result_code_list */
const RESULT_CODES = Array.from({ length: 28 }, (_, index) => index + 1);

/** Those of calls that are made wrongly: neither a disk nor a user can cause them. */
const OF_THE_PROGRAM = new Set([1, 2, 4, 9, 12, 16, 17, 18, 19, 20, 21, 25, 27, 28]);

function sqliteError(errcode: number): Error {
  return Object.assign(new Error('in SQLite’s words'), { code: 'ERR_SQLITE_ERROR', errcode });
}

describe('what to do about each cause', () => {
  it.each(RESULT_CODES)(
    'of SQLite’s result code %i is said, and only one of the program’s own is to be reported',
    (code) => {
      const { problem = '', remedy = '' } = explainFileFault(sqliteError(code)) ?? {};
      expect(problem).not.toBe('');
      expect(remedy.includes('report it as a fault')).toBe(OF_THE_PROGRAM.has(code));
      // Whatever extended code it is sent with.
      for (const extended of [1, 9, 12]) {
        const words = explainFileFault(sqliteError(code + extended * 256));
        expect(words?.remedy.includes('report it as a fault')).toBe(OF_THE_PROGRAM.has(code));
      }
    },
  );

  it('a backup helps only where the file is damaged', () => {
    const restored = RESULT_CODES.filter((code) =>
      explainFileFault(sqliteError(code))?.remedy.includes('backup'),
    );
    expect(restored).toEqual([11]);
  });

  it.each([
    ['ENOSPC', 'Make room'],
    ['EDQUOT', 'quota'],
    ['EROFS', 'Mount it for writing'],
    ['EACCES', 'Give this user the right'],
    ['EPERM', 'Give this user the right'],
    ['ENOTDIR', 'Move that file away'],
    ['EISDIR', 'Name a file inside it'],
    ['ELOOP', 'links lead'],
    ['ENAMETOOLONG', 'another path'],
    ['EIO', 'dmesg'],
    ['ESTALE', 'still mounted'],
    ['EFBIG', 'ulimit -f'],
    ['EMFILE', 'ulimit -n'],
    ['ENFILE', 'ulimit -n'],
    ['ENOMEM', 'more memory'],
    ['EBUSY', 'Stop that process'],
    ['EWEIRD', 'report it as a fault'],
  ])('of the operating system’s %s is said', (code, words) => {
    const error = Object.assign(new Error(`${code}: words`), { code, syscall: 'open' });
    expect(explainFileFault(error)?.remedy).toContain(words);
  });

  it('another error is not explained', () => {
    expect(explainFileFault(new Error('hello'))).toBeUndefined();
    expect(explainFileFault('hello')).toBeUndefined();
  });
});

describe('the room on the disk', () => {
  const room = { bsize: 1_000, bavail: 1_000_000, files: 1_000, ffree: 500 };

  it.each([
    ['enough', room, undefined, /^$/],
    ['little', { ...room, bavail: 20_000 }, 'advice', /nearly full \(20\.0 MB left\)\. Make room there/],
    ['none', { ...room, bavail: 0 }, 'fault', /is full \(0\.0 MB left\)\. Make room there/],
    ['for bytes, and none for files', { ...room, ffree: 0 }, 'fault', /takes no further file\. Remove files/],
    ['on a file system without a limit of files', { ...room, files: 0, ffree: 0 }, undefined, /^$/],
  ])('%s', (_title, given, grade, words) => {
    const problems = findRoomProblems(given, '/data');
    expect(problems[0]?.grade).toBe(grade);
    expect(problems.map((each) => each.words).join()).toMatch(words);
  });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function refusalOf(path: string): Promise<string> {
  return (await expectFailure(openStore(`sqlite:${path}`, { timeoutMs: 20 }))).message;
}

describe('a real database', () => {
  it('whose place has a folder', async () => {
    expect(await refusalOf(makeFolder())).toMatch(
      /it is not a file\. Name a file inside it, or choose another path\.$/,
    );
  });

  it('whose folder is a file', async () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusalOf(join(file, 'store.db'))).toMatch(
      /\(E\w+.*\)\. Move that file away, or choose another path\.$/,
    );
  });

  it('whose path is a link to itself', async () => {
    const path = join(makeFolder(), 'store.db');
    symlinkSync(path, path);
    expect(await refusalOf(path)).toMatch(/Look where its links lead/);
  });

  it('that is none', async () => {
    const path = join(makeFolder(), 'store.db');
    writeFileSync(path, 'Dear diary, '.repeat(200));
    expect(await refusalOf(path)).toMatch(/it is not a SQLite database\. Move that file away/);
  });

  it('that another program locks', async () => {
    const path = join(makeFolder(), 'store.db');
    using other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');
    expect(await refusalOf(path)).toMatch(
      /another process is writing to it\. Stop that process, then start again\.$/,
    );
  });

  it('that is damaged: then alone a backup is to be restored', async () => {
    const path = join(makeFolder(), 'store.db');
    const store = await openStore(`sqlite:${path}`);
    const things = store.collection('things', thing);
    await things.setMany(Array.from({ length: 300 }, (_, index) => [`key ${index}`, { name: 'a', size: 1 }]));
    await store.close();
    writeFileSync(path, readFileSync(path).fill(0xa5, 100, 4_096));
    expect(await refusalOf(path)).toMatch(/it is damaged \(.*\)\. Restore it from a backup/);
  });
});

/** Only root may mount, and not in every container. */
const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

describe.runIf(canMount)('a real disk', () => {
  /** A disk of 1 MB. */
  function mount(options = 'size=1m'): string {
    const folder = makeFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    onTestFinished(() => void execFileSync('umount', ['-l', folder]));
    return folder;
  }

  function fill(folder: string): void {
    try {
      writeFileSync(join(folder, 'others'), Buffer.alloc(2_000_000));
    } catch {
      // It is full now.
    }
  }

  async function write(store: Store): Promise<void> {
    const things = store.collection('things', thing);
    for (let count = 0; count < 400; count += 1)
      await things.set(`key ${count}`, { name: 'x'.repeat(5_000), size: count });
  }

  it('that is full at the start needs room, and no backup', async () => {
    const folder = mount();
    fill(folder);
    const message = await refusalOf(join(folder, 'store.db'));
    expect(message).toMatch(/its disk is full \(database or disk is full\)\. Make room there/);
    expect(message).not.toContain('backup');
  });

  it('that gets full while a store is open says so at each write, and works again once there is room', async () => {
    const folder = mount();
    const store = await openStore(`sqlite:${join(folder, 'store.db')}`);
    expect(await store.findProblems()).toEqual([expect.objectContaining({ grade: 'fault' })]);
    fill(folder);
    const { message } = await expectFailure(write(store));
    expect(message).toMatch(/^The store could not write .*: its disk is full \(.*\)\. Make room there/);
    expect((await store.findProblems()).map(({ words }) => words).join()).toContain(
      `The disk of ${folder} is full`,
    );
    rmSync(join(folder, 'others'));
    await store.collection('things', thing).set('one', { name: 'a', size: 1 });
    await store.close();
  });

  it('that takes no further file', async () => {
    const folder = mount('size=4m,nr_inodes=2');
    writeFileSync(join(folder, 'others'), '');
    expect(await refusalOf(join(folder, 'store.db'))).toMatch(/ENOSPC.*Make room there.*df -i/);
  });

  it('that is mounted read-only, with a database and without one', async () => {
    const folder = mount('size=4m');
    const path = join(folder, 'store.db');
    await (await openStore(`sqlite:${path}`)).close();
    mkdirSync(join(folder, 'data'));
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    for (const at of [path, join(folder, 'data', 'new.db'), join(folder, 'not', 'yet.db')])
      expect(await refusalOf(at)).toMatch(/\(EROFS.*\)\. Mount it for writing/);
  });
});
