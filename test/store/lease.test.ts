import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { leaseFile } from '../../src/store/fileLease.ts';
import { openStore } from '../../src/store/openStore.ts';
import { describeThisProcess } from '../../src/store/owner.ts';
import type { Store, StoreError } from '../../src/store/store.ts';
import { useRedis } from '../support/useRedis.ts';
import { expectFailure, thing } from './conformance.ts';

const LEASE_HOLDER = fileURLToPath(new URL('./leaseHolder.ts', import.meta.url));
const KEY = 'threadwatch:owner';

/** Long enough that nobody loses it by an unlucky pause, unless a test wants that. */
const LONG = 15_000;
/** Short enough to see it lapse. */
const SHORT = 600;

/** Another process that wants the store, and what it has to say. */
class LeaseHolder {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly #lines: AsyncIterator<string>;

  constructor(url: string, leaseMs = LONG) {
    this.process = spawn(process.execPath, [LEASE_HOLDER, url, String(leaseMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.exit = once(this.process, 'exit').then(([code]) => code);
    const { stdout } = this.process;
    if (stdout === null) throw new Error('the claimant has no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  /** What it says next. */
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

/** Opens the store in this process, which claims it. */
async function lease(url: string, leaseMs = LONG) {
  const waits: string[] = [];
  const failed = Promise.withResolvers<StoreError>();
  const store = await openStore(url, { leaseMs });
  onTestFinished(() => store.close().catch(() => undefined));
  const leased = store.lease({ onWait: (message) => waits.push(message), onLost: failed.resolve });
  leased.catch(() => undefined);
  return { store, leased, waits, failed: failed.promise };
}

async function expectAtWork(store: Store): Promise<void> {
  const things = store.collection('things', thing);
  await things.set('one', { name: 'a', size: 1 });
  expect(await things.get('one')).toEqual({ name: 'a', size: 1 });
}

/** What a process that finds the store in use says: by whom, where, since when, and what to do. */
function expectRefusal(said: string, pid: number | undefined): void {
  expect(said).toContain(
    `store_owned StoreError: Another Threadwatch runs on this store: process ${pid} on ${hostname()}, which runs since `,
  );
  expect(said).toMatch(
    /since \d{4}-\d\d-\d\d \d\d:\d\d UTC\. End that one first, or give this one a store of its own\./,
  );
}

describe('a claim on SQLite', () => {
  let folder: string;
  let path: string;
  let url: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'threadwatch-claim-'));
    path = join(folder, 'store.db');
    url = `sqlite:${path}`;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is refused to a second process, which names the first; the first goes on undisturbed', async () => {
    const { store, leased } = await lease(url);
    await leased;
    const second = new LeaseHolder(url);
    expectRefusal(await second.next(), process.pid);
    expect(await second.exit).toBe(1);
    await expectAtWork(store);
  });

  it('of a killed process is free at once', async () => {
    const first = new LeaseHolder(url);
    expect(await first.next()).toBe('claimed');
    const refused = await lease(url);
    await expectFailure(refused.leased, 'store_owned');
    await first.kill();
    const second = new LeaseHolder(url);
    expect(await second.next()).toBe('claimed');
  });

  it('ends with the store, and with the process that is told to end', async () => {
    const first = await lease(url);
    await first.leased;
    await first.store.close();
    const second = new LeaseHolder(url);
    expect(await second.next()).toBe('claimed');
    await second.kill('SIGTERM');
    await (await lease(url)).leased;
  });

  it('goes to one alone of many that start at once; each of the others names that one', async () => {
    const all = Array.from({ length: 5 }, () => new LeaseHolder(url));
    const said = await Promise.all(all.map((each) => each.next()));
    expect(said.filter((line) => line === 'claimed')).toHaveLength(1);
    const owner = all[said.indexOf('claimed')];
    for (const line of said) if (line !== 'claimed') expectRefusal(line, owner?.process.pid);
  });

  it('is one, whatever name the database is called by, and keeps no tool from opening it', async () => {
    const { leased } = await lease(url);
    await leased;
    const other = join(folder, 'alias.db');
    symlinkSync(path, other);
    const beside = await lease(`sqlite:${other}`);
    await expectFailure(beside.leased, 'store_owned');
    await expectAtWork(beside.store);
  });

  it('is in a file for its owner alone', async () => {
    await (await lease(url)).leased;
    expect(statSync(`${path}.owner`).mode & 0o777).toBe(0o600);
  });

  it('whose file is no database says which file to delete', async () => {
    writeFileSync(`${path}.owner`, 'something else '.repeat(100));
    const { message } = await expectFailure((await lease(url)).leased);
    expect(message).toContain(`The file ${path}.owner, which tells whose the database is, can't be used`);
    expect(message).toContain('Delete it, and start again.');
  });

  it('held by a process that left no readable name is refused all the same', async () => {
    using other = new DatabaseSync(`${path}.owner`);
    other.exec(
      "CREATE TABLE owner (json TEXT NOT NULL) STRICT; INSERT INTO owner VALUES ('?'); BEGIN IMMEDIATE",
    );
    const { message } = await expectFailure((await lease(url)).leased, 'store_owned');
    expect(message).toContain('a process that left no name');
  });

  it('held by one that has not written its name yet is not said to be of a process that is gone', async () => {
    const gone = new LeaseHolder(url);
    expect(await gone.next()).toBe('claimed');
    await gone.kill();
    using other = new DatabaseSync(`${path}.owner`);
    other.exec('BEGIN IMMEDIATE');
    expect(() => leaseFile(`${path}.owner`, describeThisProcess(), 1)).toThrow('a process that left no name');
  });
});

describe('a claim on Redis', () => {
  const redis = useRedis();

  beforeEach(async () => {
    await redis.other.flushDb();
  });

  /** Somebody elsewhere holds the store and does not renew it. */
  async function holdElsewhere(leaseMs: number): Promise<void> {
    const owner = { ...describeThisProcess(), host: 'web-1', pidSpace: 'elsewhere' };
    await redis.other.set(KEY, JSON.stringify(owner), { expiration: { type: 'PX', value: leaseMs } });
  }

  it('is refused to a second process once the first has renewed it; the first goes on undisturbed', async () => {
    const { store, leased } = await lease(redis.server.url, SHORT);
    await leased;
    const second = new LeaseHolder(redis.server.url, SHORT);
    expect(await second.next()).toMatch(/^waiting the store is held by process \d+ on .*; waiting at most/);
    expectRefusal(await second.next(), process.pid);
    expect(await second.exit).toBe(1);
    await expectAtWork(store);
  });

  it('of a killed process of this machine is taken over at once', async () => {
    const first = new LeaseHolder(redis.server.url);
    expect(await first.next()).toBe('claimed');
    await first.kill();
    const second = await lease(redis.server.url);
    await second.leased;
    expect(second.waits).toEqual([]);
    expect(JSON.parse((await redis.other.get(KEY)) ?? '')).toMatchObject({ pid: process.pid });
  });

  it('of a process elsewhere is waited for until it lapses', async () => {
    await holdElsewhere(SHORT);
    const { leased, waits } = await lease(redis.server.url, SHORT);
    await leased;
    expect(waits).toEqual([expect.stringContaining('on web-1, which runs since')]);
  });

  it('is given up with the store, and by a process that is told to end', async () => {
    const first = new LeaseHolder(redis.server.url);
    expect(await first.next()).toBe('claimed');
    await first.kill('SIGTERM');
    expect(await redis.other.exists(KEY)).toBe(0);
    const second = await lease(redis.server.url);
    await second.leased;
    await second.store.close();
    expect(await redis.other.exists(KEY)).toBe(0);
  });

  it('that another took over while we were suspended ends us, and stays theirs', async () => {
    const { leased, failed, store } = await lease(redis.server.url, SHORT);
    await leased;
    await holdElsewhere(LONG);
    const { code, message } = await failed;
    expect(code).toBe('store_lost');
    expect(message).toContain('the store was taken over by process');
    expect(message).toContain('on web-1');
    await store.close();
    expect(await redis.other.get(KEY)).toContain('web-1');
  });

  it('of a suspended process lapses: the next one has it, and the first ends when it wakes', async () => {
    const first = new LeaseHolder(redis.server.url, SHORT);
    expect(await first.next()).toBe('claimed');
    first.process.kill('SIGSTOP');
    await (await lease(redis.server.url, SHORT)).leased;
    first.process.kill('SIGCONT');
    expect(await first.next()).toContain('store_lost');
    expect(await first.exit).toBe(1);
  });

  it('outlives a Redis that is away, and is taken again when it comes back empty', async () => {
    const { leased, store, failed } = await lease(redis.server.url, SHORT);
    await leased;
    await redis.server.stop();
    await expectFailure(store.check());
    await redis.server.resume();
    await expect
      .poll(() => redis.other.isReady && redis.other.exists(KEY), { interval: 20, timeout: 50_000 })
      .toBe(1);
    const second = await lease(redis.server.url, SHORT);
    await expectFailure(second.leased, 'store_owned');
    await expect(Promise.race([failed, Promise.resolve('still ours')])).resolves.toBe('still ours');
  });
});

it('a claim on memory is everybody’s', async () => {
  await (await lease('memory:')).leased;
  await (await lease('memory:')).leased;
});
