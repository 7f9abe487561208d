import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { CopySource } from '../../src/store/copy/copyEnds.ts';
import { copyStore } from '../../src/store/copy/copyStore.ts';
import { openSource, openTarget, readLocation } from '../../src/store/copy/openEnds.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { useRedis } from '../support/useRedis.ts';

const HOLDER = join(import.meta.dirname, 'leaseHolder.ts');
const COPIER = join(import.meta.dirname, '../../src/app/main/store.ts');

const anything = z.unknown();
const ignore = (): void => undefined;

type Records = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch copy '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function fill(url: string, records: Records): Promise<void> {
  await withStore(url, async (store) => {
    for (const [name, entries] of Object.entries(records))
      await store.collection(name, anything).setMany(Object.entries(entries));
  });
}

async function readAll(url: string, names: readonly string[]): Promise<Records> {
  return withStore(url, async (store) => {
    const all: Record<string, Record<string, unknown>> = {};
    for (const name of names) {
      const entries: [string, unknown][] = [];
      for await (const [key, record] of store.collection(name, anything).entries(ignore))
        entries.push([key, record]);
      // By key alone: to sort the pairs would make words of the records, which one with a field `toString` does not allow.
      all[name] = Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
    }
    return all;
  });
}

async function copy(from: string, to: string, replace = false): Promise<number> {
  const source = await openSource(readLocation(from));
  try {
    return await copyFrom(source, to, replace);
  } finally {
    await source.close();
  }
}

async function copyFrom(source: CopySource, to: string, replace = false): Promise<number> {
  const target = await openTarget(readLocation(to), { replace, onWait: ignore });
  try {
    const counts = await copyStore(source, target, ignore);
    return counts.values().reduce((sum, count) => sum + count, 0);
  } finally {
    await target.close();
  }
}

/** A process that owns a store, and writes to it all the time. @returns ends it */
async function startOwner(url: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [HOLDER, url, '1000', 'busy'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(stop);
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('writing')) return stop;
  throw new Error('the owner ended before it wrote');
}

const someRecords = fc.dictionary(
  fc.constantFrom('watches', 'notifications', 'quota-alerts', 'tokens'),
  fc.dictionary(
    fc.oneof(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.constantFrom('a::b', ':', '::', 'brand/1790', 'a:b:c', '(lease)', ' ', '*'),
    ),
    fc.jsonValue(),
    { minKeys: 3, maxKeys: 20, noNullPrototype: true },
  ),
  { noNullPrototype: true },
);

const count = (records: Records): number =>
  Object.values(records).reduce((sum, entries) => sum + Object.keys(entries).length, 0);

describe('a copy', () => {
  const redis = useRedis();

  it('has every record as it was, on each kind of store, and back', async () => {
    const folder = makeFolder();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(someRecords, async (records) => {
        number += 1;
        await redis.other.flushAll();
        const [first, second, third] = ['a', 'b', 'c'].map((name) =>
          join(folder, `${name} ${number}.db`),
        ) as [string, string, string];
        const names = Object.keys(records);
        await fill(`sqlite:${first}`, records);
        const before = await readAll(`sqlite:${first}`, names);
        for (const [from, to] of [
          [first, second],
          [second, redis.server.url],
          [redis.server.url, third],
        ] as const) {
          expect(await copy(from, to)).toBe(count(records));
          const url = to === redis.server.url ? to : `sqlite:${to}`;
          expect(await readAll(url, names)).toEqual(before);
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('shows one moment of a store that its owner writes to', async () => {
    const folder = makeFolder();
    for (const url of [`sqlite:${join(folder, 'busy.db')}`, redis.server.url]) {
      await redis.other.flushAll();
      await fill(url, {
        watches: Object.fromEntries(Array.from({ length: 500 }, (_, id) => [`${id}`, { id }])),
      });
      const stopOwner = await startOwner(url);
      const to = join(folder, `of ${url.slice(0, 5)}.db`.replace(':', ''));
      expect(await copy(url, to)).toBe(501);
      const { watches = {} } = await readAll(`sqlite:${to}`, ['watches']);
      expect(Object.keys(watches)).toHaveLength(500);
      // Whoever owned the store does not own the copy.
      await withStore(`sqlite:${to}`, (store) =>
        store.lease({ onWait: ignore, onLost: ignore, onEmptied: ignore }),
      );
      // It is not written to a store that is in use, nor is that changed.
      await expect(copy(to, url, true)).rejects.toMatchObject({ code: 'store_owned' });
      expect(await readAll(url, ['watches'])).toEqual({ watches });
      await stopOwner();
    }
  });

  it('takes the place of a store that holds records only where that was asked for', async () => {
    const folder = makeFolder();
    const from = join(folder, 'from.db');
    await fill(`sqlite:${from}`, { watches: { new: { is: 'new' } } });
    for (const to of [join(folder, 'to.db'), redis.server.url]) {
      await redis.other.flushAll();
      const url = to === redis.server.url ? to : `sqlite:${to}`;
      await fill(url, { watches: { old: { is: 'old' } }, snoozes: { old: 1 } });
      await expect(copy(from, to)).rejects.toThrow(/holds a store with 2 records.*--replace/);
      expect(await readAll(url, ['watches'])).toEqual({ watches: { old: { is: 'old' } } });
      expect(await copy(from, to, true)).toBe(1);
      expect(await readAll(url, ['watches', 'snoozes'])).toEqual({
        watches: { new: { is: 'new' } },
        snoozes: {},
      });
    }
    expect(readdirSync(folder).filter((name) => /part|wal|shm|journal/.test(name))).toEqual([]);
  });

  it('that is interrupted at any page leaves everything as it was', async () => {
    const folder = makeFolder();
    const from = join(folder, 'from.db');
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, id) => [`${id}`, { id }]));
    await fill(`sqlite:${from}`, { watches: many });
    const absent = join(folder, 'absent.db');
    const present = join(folder, 'present.db');
    const old = { snoozes: { old: { is: 'old' } } };
    await fill(`sqlite:${present}`, old);
    await redis.other.flushAll();
    await fill(redis.server.url, old);
    // Three pages are read to copy them, and three to compare them.
    for (let pages = 0; pages < 6; pages += 1)
      for (const to of [absent, present, redis.server.url]) {
        const source = await openSource(readLocation(from));
        await expect(copyFrom(breakingAfter(pages, source), to, true)).rejects.toThrow('it broke');
        await source.close();
      }
    expect(existsSync(absent)).toBe(false);
    expect(await readAll(`sqlite:${present}`, ['watches', 'snoozes'])).toEqual({ watches: {}, ...old });
    expect(await readAll(redis.server.url, ['watches', 'snoozes'])).toEqual({ watches: {}, ...old });
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
    expect(await redis.other.keys('*copy*')).toEqual([]);
  });

  it('that loses a part of what it staged in Redis is refused there', async () => {
    await redis.other.flushAll();
    await fill(redis.server.url, { snoozes: { old: 1 } });
    const target = await openTarget(readLocation(redis.server.url), { replace: true, onWait: ignore });
    onTestFinished(() => target.close());
    await target.put([{ collection: 'watches', key: 'a', text: '{"value":1}' }]);
    await redis.other.del('threadwatch:copy');
    await expect(target.commit(1)).rejects.toThrow(/dropped a part of the copy.*stays as it was/);
    expect(await readAll(redis.server.url, ['snoozes'])).toEqual({ snoozes: { old: 1 } });
  });

  it('is readable by its owner alone, and is one file', async () => {
    const folder = makeFolder();
    const from = join(folder, 'from.db');
    await fill(`sqlite:${from}`, { watches: { one: 1 } });
    const to = join(folder, 'deep', 'to.db');
    await copy(from, to);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['to.db']);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
  });

  it.runIf(process.getuid?.() === 0)('that root restores belongs to whom the store belonged to', async () => {
    const folder = makeFolder();
    const [from, to] = [join(folder, 'from.db'), join(folder, 'to.db')];
    for (const path of [from, to]) await fill(`sqlite:${path}`, { watches: { one: 1 } });
    chownSync(to, 10_001, 10_002);
    await copy(from, to, true);
    for (const path of [to, `${to}.owner`])
      expect(statSync(path)).toMatchObject({ uid: 10_001, gid: 10_002 });
  });

  it('of what is no store is refused, and changes nothing', async () => {
    const folder = makeFolder();
    const notes = join(folder, 'notes.txt');
    const words = 'Buy milk. '.repeat(100);
    writeFileSync(notes, words);
    const from = join(folder, 'from.db');
    await fill(`sqlite:${from}`, { watches: { one: 1 } });
    await expect(copy(notes, join(folder, 'to.db'))).rejects.toThrow('it is not a SQLite database');
    await expect(copy(from, notes, true)).rejects.toThrow('it is not a SQLite database');
    await expect(copy(join(folder, 'none.db'), join(folder, 'to.db'))).rejects.toThrow('no such file');
    expect(readFileSync(notes, 'utf8')).toBe(words);
    expect(readdirSync(folder).sort()).toEqual(['from.db', 'notes.txt']);
  });

  it('for which there is no room says so, and leaves nothing', async () => {
    const folder = makeFolder();
    const from = join(folder, 'from.db');
    const large = Object.fromEntries(Array.from({ length: 500 }, (_, id) => [`${id}`, 'x'.repeat(2_000)]));
    await fill(`sqlite:${from}`, { watches: large });
    const copier = [process.execPath, COPIER, 'backup', '--from', from, '--to', join(folder, 'to.db')];
    const { code, out } = await run('bash', ['-c', `trap '' XFSZ; ulimit -f 500; exec "$0" "$@"`, ...copier]);
    expect(code).toBe(1);
    expect(out).toMatch(/to\.db can't be written: there is no room for it.*choose a path on another disk/);
    expect(readdirSync(folder)).toEqual(['from.db']);
  });

  it('whose process was killed is no store, and the next one clears it away', async () => {
    const folder = makeFolder();
    const from = join(folder, 'from.db');
    const to = join(folder, 'to.db');
    await fill(`sqlite:${from}`, { watches: { one: 1 } });
    const killed = spawn('sleep', ['60']);
    const ended = once(killed, 'exit');
    writeFileSync(`${to}.${killed.pid}.part`, 'half a copy');
    writeFileSync(`${to}.${process.ppid}.part`, 'a copy that is under way');
    killed.kill('SIGKILL');
    await ended;
    expect(await copy(from, to)).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['from.db', 'to.db', `to.db.${process.ppid}.part`]);
  });
});

/** A source whose connection breaks after so many pages. It gives no whole file. */
function breakingAfter(pages: number, source: CopySource): CopySource {
  let left = pages;
  return {
    layout: source.layout,
    async *pages() {
      for await (const page of source.pages()) {
        if (left === 0) throw new Error('it broke');
        left -= 1;
        yield page;
      }
    },
    findOwner: () => source.findOwner(),
    close: () => source.close(),
  };
}

async function run(command: string, args: readonly string[]): Promise<{ code: unknown; out: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (out += data));
  const [code] = await once(child, 'close');
  return { code, out };
}

it('a copy of many records lets the event loop come round, so that a signal can end it', async () => {
  const folder = makeFolder();
  const [from, to] = [`sqlite:${join(folder, 'from.db')}`, join(folder, 'to.db')];
  await fill(from, {
    watches: Object.fromEntries(Array.from({ length: 1_000 }, (_, id) => [`b/${id}`, id])),
  });
  const stopping = new AbortController();
  const source = await openSource(readLocation(from));
  const target = await openTarget(readLocation(to), { replace: false, onWait: ignore });
  const copied = copyStore(source, target, () => {
    // As a handler of a signal runs.
    setImmediate(() => stopping.abort());
    stopping.signal.throwIfAborted();
  });
  await expect(copied).rejects.toThrow(/abort/);
  await target.close();
  await source.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('to.db'))).toEqual([]);
});

it('a copy that can’t be written names the path that was given, and not the file beside it', async () => {
  const folder = makeFolder();
  const [from, file] = [`sqlite:${join(folder, 'from.db')}`, join(folder, 'file')];
  await fill(from, { watches: { 'b/1': 1 } });
  writeFileSync(file, 'no folder');
  const failed = copy(from, join(file, 'to.db'));
  await expect(failed).rejects.toThrow(join(file, 'to.db'));
  await expect(failed).rejects.not.toThrow('.part');
});
