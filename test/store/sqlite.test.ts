import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/openStore.ts';
import { describeStore, expectFailure, expectWritesToFail, readAll, thing } from './conformance.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const record = { name: 'a', size: 1 };

describeStore('SQLite', async () => {
  const folder = makeFolder();
  const path = join(folder, 'store.db');
  return {
    open: () => openStore(`sqlite:${path}`),
    async writeRaw(name, key, text) {
      using other = new DatabaseSync(path);
      other.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?, NULL)').run(name, key, text);
    },
    async end() {
      rmSync(folder, { recursive: true });
    },
  };
});

describe('a store on SQLite', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = makeFolder();
    path = join(folder, 'store.db');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function open(at = path) {
    const store = await openStore(`sqlite:${at}`, { timeoutMs: 30 });
    return { store, things: store.collection('things', thing) };
  }

  /** Expects the store not to open. @returns the message, which names the path */
  async function expectRefusal(at = path): Promise<string> {
    const { message } = await expectFailure(openStore(`sqlite:${at}`, { timeoutMs: 30 }));
    expect(message).toContain(at);
    return message;
  }

  describe('when it is opened', () => {
    it('creates the folders and the file, readable only by their owner', async () => {
      const deep = join(folder, 'not', 'yet', 'store.db');
      const { store, things } = await open(deep);
      await things.set('one', record);
      for (const file of [deep, `${deep}-wal`, `${deep}-shm`])
        expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'not')).mode & 0o777).toBe(0o700);
      await store.close();
      expect(existsSync(`${deep}-wal`)).toBe(false);
    });

    it('accepts a path relative to the working directory', async () => {
      const { store } = await open(relative(process.cwd(), path));
      expect(existsSync(path)).toBe(true);
      await store.close();
    });

    it.runIf(process.platform === 'linux')('says what to do if the folder cannot be created', async () => {
      expect(await expectRefusal('/proc/threadwatch/store.db')).toContain(
        "its folder /proc/threadwatch can't be written",
      );
    });

    it('says what to do if the path is a folder', async () => {
      expect(await expectRefusal(folder)).toContain('it is not a file. Name a file inside it');
    });

    it('says what to do if the folder is a file', async () => {
      writeFileSync(join(folder, 'file'), '');
      const at = join(folder, 'file', 'store.db');
      expect(await expectRefusal(at)).toContain(`its folder ${join(folder, 'file')} can't be written`);
    });

    it('does not change a file that is not a database', async () => {
      writeFileSync(path, 'Dear diary, '.repeat(200));
      expect(await expectRefusal()).toContain('it is not a SQLite database. Move that file away');
      expect(readFileSync(path, 'utf8')).toBe('Dear diary, '.repeat(200));
    });

    it('does not change a database of another program', async () => {
      using other = new DatabaseSync(path);
      other.exec('CREATE TABLE diary (entry TEXT)');
      const before = readFileSync(path);
      expect(await expectRefusal()).toContain('it belongs to another program');
      expect(readFileSync(path)).toEqual(before);
    });

    it('does not change a database of a newer version', async () => {
      const { store, things } = await open();
      await things.set('one', record);
      await store.close();
      using newer = new DatabaseSync(path);
      newer.exec('PRAGMA user_version = 2');
      newer.close();
      const before = readFileSync(path);
      expect(await expectRefusal()).toContain('schema 2; this version supports 1');
      expect(readFileSync(path)).toEqual(before);
    });

    it('says that another process writes to it', async () => {
      using other = new DatabaseSync(path);
      other.exec('BEGIN EXCLUSIVE');
      expect(await expectRefusal()).toContain('another process is writing to it');
    });

    it('names a corrupt database', async () => {
      const { store, things } = await open();
      await things.setMany(Array.from({ length: 300 }, (_, index) => [`key ${index}`, record]));
      await store.close();
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xa5, 100, 4_096));
      await expectRefusal();
    });

    // Root can write anywhere.
    it.skipIf(process.getuid?.() === 0)('says what to do without the right to write', async () => {
      chmodSync(folder, 0o500);
      expect(await expectRefusal()).toContain('Give this user the right to write there');
      chmodSync(folder, 0o700);
      writeFileSync(path, '', { mode: 0o400 });
      expect(await expectRefusal()).toContain('Give this user the right to read and write it');
    });
  });

  it('sets and deletes many records all or none', async () => {
    const { store, things } = await open();
    await things.set('old', record);
    using other = new DatabaseSync(path);
    other.exec(`
      CREATE TRIGGER no_insert BEFORE INSERT ON records WHEN new.key = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END;
      CREATE TRIGGER no_delete BEFORE DELETE ON records WHEN old.key = 'old' BEGIN SELECT RAISE(ABORT, 'no'); END;
    `);
    await expectFailure(
      things.setMany([
        ['new', record],
        ['poison', record],
      ]),
    );
    expect(await readAll(things)).toEqual([['old', record]]);
    await things.set('new', record);
    await expectFailure(things.deleteMany(['new', 'old']));
    expect(await readAll(things)).toHaveLength(2);
    await store.close();
  });

  it('commits the writes of one turn together; a write that fails does not affect the others', async () => {
    const { store, things } = await open();
    await things.set('old', record);
    using other = new DatabaseSync(path);
    other.exec(
      "CREATE TRIGGER no BEFORE INSERT ON records WHEN new.key = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const count = (): unknown => other.prepare('SELECT count(*) AS count FROM records').get();
    const one = things.set('one', record);
    const poisoned = expectFailure(things.set('poison', record));
    const many = expectFailure(
      things.setMany([
        ['new', record],
        ['poison', record],
      ]),
    );
    const two = things.set('two', record);
    expect(count()).toEqual({ count: 1 });
    await one;
    expect(count()).toEqual({ count: 3 });
    await Promise.all([poisoned, many, two]);
    expect(await things.getMany(['one', 'two', 'new', 'old'])).toEqual([record, record, undefined, record]);
    await store.close();
  });

  it('rejects a write while another process writes, and can write again afterwards', async () => {
    const { store, things } = await open();
    await things.set('one', record);
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expectWritesToFail(things, { name: 'late', size: 0 });
    expect(await things.get('one')).toEqual(record);
    other.exec('ROLLBACK');
    await things.set('one', { name: 'b', size: 2 });
    expect(await things.get('one')).toEqual({ name: 'b', size: 2 });
    await store.close();
  });

  it('goes on while another process locks it: reads work, writes wait in order, and it is said', async () => {
    const warnings: string[] = [];
    const store = await openStore(`sqlite:${path}`, { onWarning: (message) => warnings.push(message) });
    const things = store.collection('things', thing);
    await things.set('one', record);
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const done: number[] = [];
    const writes = [1, 2, 3].map((size) =>
      things.set('one', { name: 'late', size }).then(() => done.push(size)),
    );
    const deleted = things.delete('two');
    let longest = 0;
    for (let last = performance.now(); warnings.length === 0; ) {
      expect(await things.get('one')).toEqual(record);
      await new Promise(setImmediate);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    expect(done).toEqual([]);
    // The loop was never blocked for as long as a write waits.
    expect(longest).toBeLessThan(1_000);
    other.exec('ROLLBACK');
    await Promise.all([...writes, deleted]);
    expect(done).toEqual([1, 2, 3]);
    expect(await things.get('one')).toEqual({ name: 'late', size: 3 });
    expect(warnings).toEqual([expect.stringContaining('another process writes to the database')]);
    await store.close();
  });

  it.each([
    ['deleted', () => {}],
    ['replaced by a folder', (at: string) => mkdirSync(at)],
    ['replaced by another file', (at: string) => writeFileSync(at, '')],
  ])('rejects writes to a file that was %s', async (_, replace) => {
    const { store, things } = await open();
    await things.set('one', record);
    renameSync(path, `${path}.away`);
    replace(path);
    await expectWritesToFail(things, { name: 'late', size: 0 });
    const { message } = await expectFailure(store.check());
    expect(message).toContain(`${path} was removed or replaced`);
    await store.close();
  });

  it('rejects a read that fails', async () => {
    const { store, things } = await open();
    using other = new DatabaseSync(path);
    other.exec('DROP TABLE records');
    await expectFailure(things.get('one'));
    await expectFailure(things.getMany(['one']));
    await expectFailure(readAll(things));
    await expectFailure(store.check());
    await store.close();
  });

  it('keeps what it acknowledged when the process is killed', async () => {
    const { child, lines } = startWriter(process.execPath, [WRITER, `sqlite:${path}`]);
    const acknowledged: string[] = [];
    for await (const line of lines) {
      if (acknowledged.push(line) === 100) child.kill('SIGKILL');
    }
    await expectAllThere(acknowledged);
  });

  it('rejects a write to a full disk and keeps what it acknowledged', async () => {
    const command = `trap '' XFSZ; ulimit -f 1000; exec "$0" "$@"`;
    const { lines } = startWriter('bash', ['-c', command, process.execPath, WRITER, `sqlite:${path}`]);
    const printed: string[] = [];
    for await (const line of lines) printed.push(line);
    const acknowledged = printed.slice(0, -1);
    expect(printed.at(-1)).toMatch(
      /^StoreError: The store could not write a record of "texts": .*(full|I\/O)/,
    );
    await expectAllThere(acknowledged);
  });

  async function expectAllThere(keys: readonly string[]): Promise<void> {
    expect(keys.length).toBeGreaterThan(20);
    const { store } = await open();
    const found = await store.collection('texts', z.string()).getMany(keys);
    expect(found.filter((text) => text !== 'x'.repeat(2_000))).toEqual([]);
    await store.close();
  }
});

/** Starts `writer.ts`. `lines` ends when the process has ended. */
function startWriter(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  async function* readLines(): AsyncGenerator<string, void> {
    yield* createInterface({ input: child.stdout });
    await ended;
  }
  return { child, lines: readLines() };
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'threadwatch-store-'));
}
