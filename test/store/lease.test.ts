import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { acquireFileLease } from '../../src/store/fileLease.ts';
import { openStore } from '../../src/store/openStore.ts';
import { describeThisProcess } from '../../src/store/owner.ts';
import type { Emptied, Store, StoreError } from '../../src/store/store.ts';
import { hideOwner } from '../chaos/sqliteOwner.ts';
import { useRedis } from '../support/useRedis.ts';
import { expectFailure, thing } from './conformance.ts';

const LEASE_HOLDER = fileURLToPath(new URL('./leaseHolder.ts', import.meta.url));
const KEY = 'threadwatch:owner';

/** Long enough that a slow machine never loses the lease by accident. */
const LONG = 15_000;
/** Short enough that a test can wait for it to expire. */
const SHORT = 600;

/** Another process that wants the lease, and the lines it prints. */
class LeaseHolder {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly #lines: AsyncIterator<string>;

  /** @param written the record that it writes all the time */
  constructor(url: string, leaseMs = LONG, ...written: readonly string[]) {
    this.process = spawn(process.execPath, [LEASE_HOLDER, url, String(leaseMs), ...written], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.exit = once(this.process, 'exit').then(([code]) => code);
    const { stdout } = this.process;
    if (stdout === null) throw new Error('the lease holder has no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  /** The next line that it prints. */
  async next(): Promise<string> {
    const { value } = await this.#lines.next();
    return String(value).trim();
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(signal);
    await this.exit;
  }
}

/** Opens the store in this process and requests the lease. */
async function openAndLease(url: string, leaseMs = LONG) {
  const waits: string[] = [];
  const lost = Promise.withResolvers<StoreError>();
  const warnings: string[] = [];
  const store = await openStore(url, { leaseMs, onWarning: (message) => warnings.push(message) });
  onTestFinished(() => store.close().catch(() => undefined));
  const emptied: Emptied[] = [];
  const leased = store.lease({
    onWait: (message) => waits.push(message),
    onLost: lost.resolve,
    onEmptied: (each) => emptied.push(each),
  });
  leased.catch(() => undefined);
  const things = store.collection('things', thing);
  return { store, things, leased, waits, warnings, emptied, lost: lost.promise };
}

async function expectUsable(store: Store): Promise<void> {
  const things = store.collection('things', thing);
  await things.set('one', { name: 'a', size: 1 });
  expect(await things.get('one')).toEqual({ name: 'a', size: 1 });
}

/** A process that finds the store in use names the owner, its host, its start time, and what to do. */
function expectRefusal(message: string, pid: number | undefined): void {
  expect(message).toContain(
    `store_owned StoreError: Another Threadwatch already uses this store: process ${pid} on ${hostname()}, running since `,
  );
  expect(message).toMatch(
    /since \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Stop it first, or give this one its own store\./,
  );
}

describe('a lease on SQLite', () => {
  let folder: string;
  let path: string;
  let url: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'threadwatch-lease-'));
    path = join(folder, 'store.db');
    url = `sqlite:${path}`;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is refused to a second process, which names the first; the first keeps working', async () => {
    const { store, leased } = await openAndLease(url);
    await leased;
    const second = new LeaseHolder(url);
    expectRefusal(await second.next(), process.pid);
    expect(await second.exit).toBe(1);
    await expectUsable(store);
  });

  it('is free at once after its process was killed', async () => {
    const first = new LeaseHolder(url);
    expect(await first.next()).toBe('leased');
    const refused = await openAndLease(url);
    await expectFailure(refused.leased, 'store_owned');
    await first.kill();
    const second = new LeaseHolder(url);
    expect(await second.next()).toBe('leased');
  });

  it('is released when the store closes and when the process gets SIGTERM', async () => {
    const first = await openAndLease(url);
    await first.leased;
    await first.store.close();
    const second = new LeaseHolder(url);
    expect(await second.next()).toBe('leased');
    await second.kill('SIGTERM');
    await (await openAndLease(url)).leased;
  });

  it('goes to exactly one of many processes that start at once; each of the others names it', async () => {
    const all = Array.from({ length: 5 }, () => new LeaseHolder(url));
    const lines = await Promise.all(all.map((each) => each.next()));
    expect(lines.filter((line) => line === 'leased')).toHaveLength(1);
    const owner = all[lines.indexOf('leased')];
    for (const line of lines) if (line !== 'leased') expectRefusal(line, owner?.process.pid);
  });

  it('covers every path of the same database, and a tool can still open that database', async () => {
    const { leased } = await openAndLease(url);
    await leased;
    const other = join(folder, 'alias.db');
    symlinkSync(path, other);
    const beside = await openAndLease(`sqlite:${other}`);
    await expectFailure(beside.leased, 'store_owned');
    await expectUsable(beside.store);
  });

  it('is in a file that only its owner can read', async () => {
    await (await openAndLease(url)).leased;
    expect(statSync(`${path}.owner`).mode & 0o777).toBe(0o600);
  });

  it('says which file to delete if the lease file is not a database', async () => {
    writeFileSync(`${path}.owner`, 'something else '.repeat(100));
    const { message } = await expectFailure((await openAndLease(url)).leased);
    expect(message).toContain(
      `The file ${path}.owner, which records the owner of the database, can't be used`,
    );
    expect(message).toContain('Delete it, and start again.');
  });

  it('is refused also if the owner record is not readable', async () => {
    using other = new DatabaseSync(`${path}.owner`);
    other.exec(
      "CREATE TABLE owner (json TEXT NOT NULL) STRICT; INSERT INTO owner VALUES ('?'); BEGIN IMMEDIATE",
    );
    const { message } = await expectFailure((await openAndLease(url)).leased, 'store_owned');
    expect(message).toContain('an unknown process');
  });

  it('keeps a second process out although its file was deleted, and the file is put back', async () => {
    const { leased, things, warnings } = await openAndLease(url);
    await leased;
    rmSync(`${path}.owner`);
    const second = new LeaseHolder(url);
    expectRefusal(await second.next(), process.pid);
    rmSync(`${path}.owner`);
    await things.set('one', { name: 'a', size: 1 });
    expect(warnings).toEqual([expect.stringContaining(`the file ${path}.owner was deleted`)]);
    const third = new LeaseHolder(url);
    expectRefusal(await third.next(), process.pid);
  });

  it('ends at once for a process whose file was deleted, and that cannot be seen by the one that took over', async () => {
    const { leased, things, lost } = await openAndLease(url);
    await leased;
    await things.set('one', { name: 'a', size: 1 });
    using other = new DatabaseSync(path);
    const owner = { ...describeThisProcess(), host: 'web-1', pidSpace: 'elsewhere' };
    other.prepare("UPDATE records SET value = ? WHERE namespace = '(lease)'").run(JSON.stringify(owner));
    await expectFailure(things.get('one'), 'store_lost');
    await expectFailure(things.set('one', { name: 'b', size: 2 }), 'store_lost');
    expect((await lost).message).toContain('on web-1');
    const row = other.prepare("SELECT value FROM records WHERE namespace = 'things'").get();
    expect(row).toEqual({ value: '{"value":{"name":"a","size":1}}' });
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is lost also to a process that took over and has ended meanwhile, with %s: what memory holds is out of date',
    async (signal) => {
      const { leased, things, lost, emptied } = await openAndLease(url);
      await leased;
      await things.set('one', { name: 'a', size: 1 });
      hideOwner(path);
      const second = new LeaseHolder(url);
      expect(await second.next()).toBe('leased');
      await second.kill(signal);
      await expectFailure(things.get('one'), 'store_lost');
      await expectFailure(things.set('one', { name: 'b', size: 2 }), 'store_lost');
      expect((await lost).message).toContain(`process ${second.process.pid}`);
      expect(emptied).toEqual([]);
      const third = new LeaseHolder(url);
      expect(await third.next()).toBe('leased');
    },
  );

  it('is free for the next process although the process id of its killed owner was given to another one', async () => {
    const first = new LeaseHolder(url);
    expect(await first.next()).toBe('leased');
    await first.kill();
    using other = new DatabaseSync(path);
    const owner = { ...describeThisProcess(), startTicks: '1' };
    other.prepare("UPDATE records SET value = ? WHERE namespace = '(lease)'").run(JSON.stringify(owner));
    await (await openAndLease(url)).leased;
  });

  it('says that the store was emptied, while it runs and at the start, but not of a new store', async () => {
    const first = await openAndLease(url);
    await first.leased;
    expect(first.emptied).toEqual([]);
    await first.things.set('one', { name: 'a', size: 1 });
    using other = new DatabaseSync(path);
    other.exec('DELETE FROM records');
    await first.things.get('one');
    await first.things.set('two', { name: 'a', size: 1 });
    await first.things.set('three', { name: 'a', size: 1 });
    expect(first.emptied.map(({ kind }) => kind)).toEqual(['while-running']);
    await first.store.close();
    other.close();
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    const second = await openAndLease(url);
    await second.leased;
    expect(second.emptied).toEqual([
      { kind: 'before-start', message: expect.stringContaining('the store was emptied') },
    ]);
    await second.store.close();
    const third = await openAndLease(`sqlite:${join(folder, 'new.db')}`);
    await third.leased;
    expect(third.emptied).toEqual([]);
  });

  it('waits for another process that locks the database, without blocking this one', async () => {
    await (await openStore(url)).close();
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const { leased, warnings } = await openAndLease(url);
    while (warnings.length === 0) await new Promise(setImmediate);
    other.exec('ROLLBACK');
    await leased;
    expect(warnings).toEqual([expect.stringContaining('another process writes to the database')]);
  });

  it('does not name a previous owner while the new one has not written its record yet', async () => {
    const gone = new LeaseHolder(url);
    expect(await gone.next()).toBe('leased');
    await gone.kill();
    using other = new DatabaseSync(`${path}.owner`);
    other.exec('BEGIN IMMEDIATE');
    expect(() => acquireFileLease(`${path}.owner`, describeThisProcess(), 1)).toThrow('an unknown process');
  });
});

describe('a lease on Redis', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushDb();
  });

  /** A process on another host holds the lease and does not renew it. */
  async function leaseFromElsewhere(leaseMs: number): Promise<void> {
    const owner = { ...describeThisProcess(), host: 'web-1', pidSpace: 'elsewhere' };
    await redis.other.set(KEY, JSON.stringify(owner), { expiration: { type: 'PX', value: leaseMs } });
  }

  it('is refused to a second process once the first has renewed it; the first keeps working', async () => {
    const { store, leased } = await openAndLease(redis.server.url, SHORT);
    await leased;
    const second = new LeaseHolder(redis.server.url, SHORT);
    expect(await second.next()).toMatch(/^waiting the store is leased by process \d+ on .*; waiting up to/);
    expectRefusal(await second.next(), process.pid);
    expect(await second.exit).toBe(1);
    await expectUsable(store);
  });

  it('is taken over at once if its process ran on this machine and was killed', async () => {
    const first = new LeaseHolder(redis.server.url);
    expect(await first.next()).toBe('leased');
    await first.kill();
    const second = await openAndLease(redis.server.url);
    await second.leased;
    expect(second.waits).toEqual([]);
    expect(JSON.parse((await redis.other.get(KEY)) ?? '')).toMatchObject({ pid: process.pid });
  });

  it('is waited for until it expires if its process runs elsewhere', async () => {
    await leaseFromElsewhere(SHORT);
    const { leased, waits } = await openAndLease(redis.server.url, SHORT);
    await leased;
    expect(waits).toEqual([expect.stringContaining('on web-1, running since')]);
  });

  it('is released when the store closes and when the process gets SIGTERM', async () => {
    const first = new LeaseHolder(redis.server.url);
    expect(await first.next()).toBe('leased');
    await first.kill('SIGTERM');
    expect(await redis.other.exists(KEY)).toBe(0);
    const second = await openAndLease(redis.server.url);
    await second.leased;
    await second.store.close();
    expect(await redis.other.exists(KEY)).toBe(0);
  });

  it('stays with the process that took it over while this one was suspended, and this one is told', async () => {
    const { leased, lost, store } = await openAndLease(redis.server.url, SHORT);
    await leased;
    await leaseFromElsewhere(LONG);
    const { code, message } = await lost;
    expect(code).toBe('store_lost');
    expect(message).toMatch(/process \d+ on .+ took over the store/);
    expect(message).toContain('on web-1');
    await store.close();
    expect(await redis.other.get(KEY)).toContain('web-1');
  });

  it('of a suspended process expires and goes to the next process; the first one ends when it wakes', async () => {
    const first = new LeaseHolder(redis.server.url, SHORT);
    expect(await first.next()).toBe('leased');
    first.process.kill('SIGSTOP');
    await (await openAndLease(redis.server.url, SHORT)).leased;
    first.process.kill('SIGCONT');
    expect(await first.next()).toContain('store_lost');
    expect(await first.exit).toBe(1);
  });

  it('lets a suspended process write nothing after another one took over', async () => {
    const first = new LeaseHolder(redis.server.url, SHORT, 'one');
    expect(await first.next()).toBe('leased');
    expect(await first.next()).toBe('writing');
    first.process.kill('SIGSTOP');
    const { leased, things } = await openAndLease(redis.server.url, SHORT);
    await leased;
    const ours = { name: 'ours', size: 1 };
    await things.set('one', ours);
    first.process.kill('SIGCONT');
    expect(await first.next()).toContain('store_lost');
    expect(await first.exit).toBe(1);
    expect(await things.get('one')).toEqual(ours);
  });

  it('is not renewed by the next renewal alone: a write and a read notice at once that another process took over', async () => {
    const { leased, things, lost } = await openAndLease(redis.server.url, LONG);
    await leased;
    await things.set('one', { name: 'a', size: 1 });
    await leaseFromElsewhere(LONG);
    await expectFailure(things.set('one', { name: 'b', size: 2 }), 'store_lost');
    await expectFailure(things.setMany([['one', { name: 'b', size: 2 }]]), 'store_lost');
    await expectFailure(things.delete('one'), 'store_lost');
    await expectFailure(things.get('one'), 'store_lost');
    expect(await redis.other.get('threadwatch:things::one')).toBe('{"value":{"name":"a","size":1}}');
    expect((await lost).code).toBe('store_lost');
  });

  it('is lost also to a process that took over and has ended meanwhile: what memory holds is out of date', async () => {
    const first = new LeaseHolder(redis.server.url, SHORT);
    expect(await first.next()).toBe('leased');
    first.process.kill('SIGSTOP');
    const second = await openAndLease(redis.server.url, SHORT);
    await second.leased;
    await second.store.close();
    first.process.kill('SIGCONT');
    expect(await first.next()).toContain('store_lost');
    expect(await first.exit).toBe(1);
  });

  it('that expired without a new owner is renewed before a call is let through', async () => {
    const { leased, things } = await openAndLease(redis.server.url, LONG);
    await leased;
    await redis.other.del(KEY);
    await things.set('one', { name: 'a', size: 1 });
    expect(await redis.other.get(KEY)).toContain(String(process.pid));
  });

  it('says that the store was emptied, soon after a flush and after a restart of Redis without its data', async () => {
    const { leased, things, emptied } = await openAndLease(redis.server.url, SHORT);
    await leased;
    expect(emptied.map(({ kind }) => kind)).toEqual(['maybe-new']);
    await things.set('one', { name: 'a', size: 1 });
    await redis.other.flushAll();
    await expect.poll(() => emptied.map(({ kind }) => kind)).toEqual(['maybe-new', 'while-running']);
    await things.set('one', { name: 'a', size: 1 });
    await redis.server.stop();
    await redis.server.resume();
    await expect
      .poll(() => emptied.map(({ kind }) => kind), { interval: 20, timeout: 20_000 })
      .toEqual(['maybe-new', 'while-running', 'while-running']);
  });

  it('does not say so of a store that holds records', async () => {
    const first = await openAndLease(redis.server.url);
    await first.leased;
    await first.store.close();
    const second = await openAndLease(redis.server.url);
    await second.leased;
    expect(second.emptied).toEqual([]);
  });

  it('survives a restart of Redis: it is acquired again even if Redis comes back empty', async () => {
    const { leased, store, lost } = await openAndLease(redis.server.url, SHORT);
    await leased;
    await redis.server.stop();
    await expectFailure(store.check());
    await redis.server.resume();
    await expect
      .poll(() => redis.other.isReady && redis.other.exists(KEY), { interval: 20, timeout: 50_000 })
      .toBe(1);
    const second = await openAndLease(redis.server.url, SHORT);
    await expectFailure(second.leased, 'store_owned');
    await expect(Promise.race([lost, Promise.resolve('still ours')])).resolves.toBe('still ours');
  });
});

it('a lease on memory is never refused', async () => {
  await (await openAndLease('memory:')).leased;
  await (await openAndLease('memory:')).leased;
});
