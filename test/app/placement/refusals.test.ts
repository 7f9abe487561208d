import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runForget } from '../../../src/app/main/runForget.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { describeThisProcess } from '../../../src/store/owner.ts';
import { LONG, RealCluster } from '../../cluster/realReplica.ts';
import { expectFailure } from '../../store/conformance.ts';
import { useRedis } from '../../support/useRedis.ts';
import { dump, store } from './storeRuns.ts';

const PROGRAM = join(import.meta.dirname, '../../../src/app/main/store.ts');
const COUNT = 4;

const env = {
  THREADS_ACCOUNTS: JSON.stringify([
    { name: 'brand', token: 'x', workspaces: ['100'] },
    { name: 'shop', token: 'x', workspaces: ['200'] },
  ]),
};

describe('partitions', () => {
  const redis = useRedis();
  let folder: string;
  let single: string;

  beforeEach(async () => {
    await redis.other.flushAll();
    folder = mkdtempSync(join(tmpdir(), 'threadwatch-refusals-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    single = join(folder, 'single.db');
    await fill(`sqlite:${single}`, 20);
  });

  /** Records of two workspaces, which need not be whole to be placed. */
  async function fill(url: string, count: number): Promise<void> {
    const opened = await openStore(url);
    await opened.collection('format', z.unknown()).set('version', { version: 2 });
    const budgets = Array.from({ length: count }, (_, id) => {
      const channel = { platform: 'discord', workspace: id % 2 ? '100' : '200', id: `${id}` };
      return [`discord:${id}`, { version: 2, channel, since: 1, until: 2 }] as const;
    });
    await opened.collection('snooze-budgets', z.unknown()).setMany(budgets);
    await opened.close();
  }

  const url = () => redis.server.url;
  const toPartitions = () =>
    store(['copy', '--from', single, '--to', url(), '--partitions', `${COUNT}`], env);
  const lease = { onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined };

  async function forget(): Promise<{ code: number; out: string }> {
    let out = '';
    const write = (text: string): void => {
      out += text;
    };
    const code = await runForget({
      args: ['100', '--yes'],
      readEnvironment: () => ({ STORE_URL: url() }),
      write,
      writeError: write,
      ask: undefined,
    });
    return { code, out };
  }

  it('are left alone by everything that changes them while a replica runs, and can be backed up', async () => {
    await toPartitions();
    const cluster = new RealCluster({ count: COUNT, lockMs: LONG });
    const replica = await cluster.join('a', url());
    await cluster.untilOwned(...Array.from({ length: COUNT }, (_, each) => `a ${each}`));
    const before = await dump(url());
    const backup = join(folder, 'backup.db');
    expect(await store(['backup', '--from', url(), '--to', backup])).toMatchObject({ code: 0, errors: '' });
    for (const args of [
      ['copy', '--from', url(), '--to', url(), '--partitions', '32'],
      ['copy', '--from', url(), '--to', join(folder, 'back.db')],
      ['restore', '--from', backup, '--to', url(), '--replace'],
      ['copy', '--from', single, '--to', url(), '--replace'],
    ]) {
      const { code, errors } = await store(args, env);
      expect({ code, errors }, args.join(' ')).toEqual({
        code: 1,
        errors: expect.stringMatching(/1 replica.*Stop all of them, and run this again/),
      });
    }
    expect(await forget()).toEqual({ code: 1, out: expect.stringContaining('Stop all of them') });
    expect(await dump(url())).toEqual(before);
    await replica.stop();
    expect((await store(['copy', '--from', url(), '--to', url(), '--partitions', '32'], env)).code).toBe(0);
  });

  it('are left alone though a replica starts only when the copy is nearly done', async () => {
    await toPartitions();
    const before = await dump(url());
    for (const appears of [
      () => redis.other.set('{threadwatch-cluster}:partitions:partition-2:lock', 'a token', { PX: 30_000 }),
      () => redis.other.zAdd('threadwatch{shared}:replicas', { score: Date.now(), value: 'a replica' }),
    ]) {
      const staged = redis.other.duplicate();
      await staged.connect();
      await staged.configSet('notify-keyspace-events', 'Kh');
      const copying = Promise.withResolvers<void>();
      await staged.subscribe('__keyspace@0__:threadwatch:copy', () => copying.resolve());
      const run = store(['copy', '--from', url(), '--to', url(), '--partitions', '8'], env);
      await copying.promise;
      await appears();
      expect(await run).toMatchObject({
        code: 1,
        errors: expect.stringContaining('1 replica runs on this Redis'),
      });
      await redis.other.del([
        '{threadwatch-cluster}:partitions:partition-2:lock',
        'threadwatch{shared}:replicas',
      ]);
      await staged.close();
      expect(await dump(url())).toEqual(before);
    }
  });

  it('are whole, old or new, whenever the copy is killed', async () => {
    await redis.other.flushAll();
    await fill(url(), 3_000);
    await store(['copy', '--from', url(), '--to', url(), '--partitions', `${COUNT}`], env);
    const before = await dump(url());
    const child = spawn(
      process.execPath,
      [PROGRAM, 'copy', '--from', url(), '--to', url(), '--partitions', '9'],
      { env: { ...process.env, ...env }, stdio: 'ignore' },
    );
    const ended = once(child, 'exit');
    onTestFinished(() => void child.kill('SIGKILL'));
    const staged = redis.other.duplicate();
    await staged.connect();
    onTestFinished(() => staged.destroy());
    await staged.configSet('notify-keyspace-events', 'Kh');
    const halfway = Promise.withResolvers<void>();
    let writes = 0;
    await staged.subscribe('__keyspace@0__:threadwatch:copy', () => {
      writes += 1;
      if (writes === 5) halfway.resolve();
    });
    await halfway.promise;
    child.kill('SIGKILL');
    await ended;
    expect(await dump(url())).toEqual(before);
    // The lease of the killed process is free at once on its own machine; what it staged is cleared away.
    const again = await store(['copy', '--from', url(), '--to', url(), '--partitions', '9'], env);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('3,000') });
    expect(await redis.other.exists('threadwatch:copy')).toBe(0);
  });

  it('are refused by a single process, which is told what to do', async () => {
    await toPartitions();
    const opened = await openStore(url());
    const { message } = await expectFailure(opened.lease(lease));
    expect(message).toMatch(
      /Set CLUSTER=on to start a replica; or .*store -- copy --from <this Redis> --to <this Redis>/,
    );
    await opened.close();
    // Nothing is left of its attempt.
    expect(await redis.other.exists('threadwatch:owner')).toBe(0);
  });

  it('wait in one file for Redis, on which no process runs', async () => {
    await toPartitions();
    const before = await dump(url());
    const backup = join(folder, 'backup.db');
    expect((await store(['backup', '--from', url(), '--to', backup])).code).toBe(0);
    expect(await dump(backup)).toEqual(before);
    const { message } = await expectFailure(openStore(`sqlite:${backup}`));
    expect(message).toMatch(/is a backup of partitions, and nothing can run on it\. Put it back into Redis/);
    const onFile = await store(['restore', '--from', backup, '--to', single, '--replace']);
    expect(onFile).toMatchObject({ code: 1, errors: expect.stringContaining('which only Redis holds') });

    await redis.other.flushAll();
    expect((await store(['restore', '--from', backup, '--to', url()])).code).toBe(0);
    expect(await dump(url())).toEqual(before);
    expect(await redis.other.keys('threadwatch{*}:last-owner')).toHaveLength(COUNT);
    // The same file becomes a single store, or another number of partitions.
    const back = join(folder, 'back.db');
    expect((await store(['copy', '--from', backup, '--to', back])).code).toBe(0);
    expect(await dump(back)).toEqual(await dump(single));
    const other = await store(
      ['restore', '--from', backup, '--to', url(), '--partitions', '2', '--replace'],
      env,
    );
    expect(other).toMatchObject({ code: 0 });
    expect(await redis.other.keys('threadwatch{*}:last-owner')).toHaveLength(2);
  });

  it('are not made while a process runs on the Redis, nor beside a single store', async () => {
    await fill(url(), 2);
    const owner = JSON.stringify({ ...describeThisProcess(), since: Date.now() });
    await redis.other.set('threadwatch:owner', owner, { PX: 30_000 });
    const renewing = setInterval(
      () => void redis.other.pExpire('threadwatch:owner', 30_000).catch(() => undefined),
      50,
    );
    onTestFinished(() => clearInterval(renewing));
    const { code, errors } = await store(['copy', '--from', url(), '--to', url(), '--partitions', '4'], env);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringContaining('Another Threadwatch already uses this store'),
    });
    await redis.other.set('threadwatch{shared}:layout::current', 'x');
    const both = await store(['copy', '--from', url(), '--to', join(folder, 'x.db')], env);
    expect(both.errors).toMatch(/holds partitions, and a single store besides\. Delete what is out of date/);
  });

  it.each([
    [['copy', '--from', 'a.db', '--to', 'b.db', '--partitions', '4'], /^--to: Only Redis holds partitions/],
    [
      ['backup', '--to', 'b.db', '--partitions', '4'],
      /^A backup is what the store is: leave --partitions out/,
    ],
    ...['0', '1025', '-1', 'x', '1e3', ''].map((number): [string[], RegExp] => [
      ['copy', '--to', 'redis://127.0.0.1:1', `--partitions=${number}`],
      /^--partitions takes a whole number from 1 to 1024/,
    ]),
  ])('%j is answered with what to type instead', async (args, words) => {
    const { code, errors } = await store(args);
    expect(code).toBe(1);
    expect(errors).toMatch(words);
  });
});
