import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { createClient } from '@redis/client';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { RedisServer } from '../redis.ts';
import { startProxy } from '../support/redisProxy.ts';
import { useRedis } from '../support/useRedis.ts';
import { describeStore, expectAllToFail, expectFailure, readAll, thing } from './conformance.ts';

const record = { name: 'a', size: 1 };

describe('Redis', () => {
  const redis = useRedis();

  describeStore('Redis', async () => {
    await redis.other.flushDb();
    return {
      open: () => openStore(redis.server.url),
      async writeRaw(name, key, text) {
        await redis.other.set(`threadwatch:${name}::${key}`, text);
      },
      async end() {},
    };
  });

  it('ignores the keys of other programs', async () => {
    await redis.other.flushDb();
    await redis.other.set('things::one', 'theirs');
    await redis.other.lPush('threadwatch:things::list', 'theirs');
    const store = await openStore(redis.server.url);
    const things = store.collection('things', thing);
    await things.set('one', record);
    expect(await readAll(things)).toEqual([['one', record]]);
    await things.delete('one');
    expect(await redis.other.dbSize()).toBe(2);
    await expectFailure(things.get('list'));
    await expectFailure(things.getMany(['one']).then(() => things.get('list')));
    await store.close();
  });

  it('scans the keys once for collections that are read together or begun together, and again for a later read', async () => {
    await redis.other.flushDb();
    const store = await openStore(redis.server.url);
    const names = ['blues', 'greens', 'green-ish', 'grays'];
    const collections = names.map((name) => store.collection(name, thing));
    for (const [index, collection] of collections.entries()) await collection.set(`one ${index}`, record);
    await redis.other.set('threadwatch:reds::one', 'theirs');
    const readScanCalls = async () =>
      /cmdstat_scan:calls=(\d+)/.exec(await redis.other.info('commandstats'))?.[1] ?? '0';

    const before = Number(await readScanCalls());
    const together = await Promise.all(collections.map(readAll));
    expect(together).toEqual(names.map((_, index) => [[`one ${index}`, record]]));
    expect(Number(await readScanCalls())).toBe(before + 1);

    const begun = collections.map((collection) => collection.entries(() => undefined));
    for (const [index, entries] of begun.entries())
      for await (const entry of entries) expect(entry).toEqual([`one ${index}`, record]);
    expect(Number(await readScanCalls())).toBe(before + 2);

    await collections[0]?.set('two', record);
    const later = await Promise.all(collections.slice(0, 1).map(readAll));
    expect(later[0]).toHaveLength(2);
    expect(Number(await readScanCalls())).toBe(before + 3);
    await store.close();
  });

  it('uses the database that the URL names', async () => {
    const store = await openStore(`${redis.server.url}/3`);
    await store.collection('things', thing).set('in three', record);
    expect(await redis.other.exists('threadwatch:things::in three')).toBe(0);
    await store.close();
  });

  it('rejects a write that Redis refuses', async () => {
    const store = await openStore(redis.server.url);
    const things = store.collection('things', thing);
    await redis.other.configSet({ maxmemory: '1' });
    await expectFailure(things.set('one', record));
    await expectFailure(things.setMany([['one', record]]));
    await redis.other.configSet({ maxmemory: '0' });
    await store.close();
  });

  it('lets several collections and many calls share one connection without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const store = await openStore(redis.server.url);
    for (let count = 0; count < 20; count += 1) {
      await store.collection(`things${count}`, thing).set('one', record);
    }
    const clients = String(await redis.other.sendCommand(['CLIENT', 'LIST']))
      .trim()
      .split('\n');
    await store.close();
    process.off('warning', onWarning);
    expect(clients).toHaveLength(2);
    expect(warnings).toEqual([]);
  });
});

describe('an unreachable Redis', () => {
  it('makes calls reject at once, and is used again when it is back', async () => {
    await using server = await RedisServer.start();
    const reported: Error[] = [];
    const store = await openStore(server.url, { onError: (error) => reported.push(error), timeoutMs: 2_000 });
    const things = store.collection('things', thing);
    await things.set('one', record);
    const inFlight = Promise.allSettled(Array.from({ length: 50 }, () => things.get('one')));
    await server.stop();
    const results = await inFlight;
    expect(results.filter((result) => result.status === 'fulfilled' && result.value === undefined)).toEqual(
      [],
    );
    await untilItFails(() => store.check());
    await expectAllToFail(things);
    const refused = await expectFailure(things.setMany([['one', record]]));
    expect(refused.message).toContain(`Redis at redis://127.0.0.1:${server.port} is not connected`);
    await server.resume();
    await untilItWorks(() => store.check());
    await things.set('one', { name: 'b', size: 2 });
    expect(await things.get('one')).toEqual({ name: 'b', size: 2 });
    expect(reported.length).toBeGreaterThan(0);
    expect(new Set(reported.map(({ message }) => message)).size).toBe(reported.length);
    await store.close();
  });

  it('makes calls reject in bounded time while it does not answer, and is used again when it does', async () => {
    await using server = await RedisServer.start();
    const store = await openStore(server.url, { timeoutMs: 300 });
    const things = store.collection('things', thing);
    await things.set('one', record);
    server.freeze();
    const started = performance.now();
    await expectAllToFail(things);
    await expectAllToFail(things);
    expect(performance.now() - started).toBeLessThan(3_000);
    server.thaw();
    await untilItWorks(() => store.check());
    await things.set('two', record);
    expect(await things.get('two')).toEqual(record);
    await store.close();
  });

  it('is reconnected to after its connection went dead, even while calls keep that connection busy', async () => {
    await using server = await RedisServer.start();
    await using proxy = await startProxy(server.port);
    const store = await openStore(proxy.url, { timeoutMs: 300 });
    const things = store.collection('things', thing);
    await things.set('one', record);
    proxy.swallow();
    const failures: Promise<unknown>[] = [];
    let found: unknown;
    // One call every 5 ms: more would fill the socket's buffer, and a full buffer is noticed anyway.
    for (const started = performance.now(); found === undefined; await new Promise(setImmediate)) {
      if (performance.now() - started < failures.length * 5) continue;
      const read = things.get('one').then((value) => {
        found = value;
      });
      failures.push(read.catch((error: unknown) => expect(error).toMatchObject({ code: 'store_failed' })));
    }
    await Promise.all(failures);
    expect(found).toEqual(record);
    await store.close();
  });

  it('is left for the new master after a failover behind one address, within seconds', async () => {
    await using old = await RedisServer.start();
    await using next = await RedisServer.start();
    await using proxy = await startProxy(old.port);
    const reported: string[] = [];
    const store = await openStore(proxy.url, { onError: ({ message }) => reported.push(message) });
    await store.lease({
      onWait: () => {},
      onLost: ({ message }) => expect.fail(message),
      onEmptied: () => {},
    });
    const things = store.collection('things', thing);
    await things.set('one', record);
    await replicate(next, old);
    await promote(next);
    proxy.leadTo(next.port);
    await replicate(old, next);
    // The old connection stays open, to what is a replica now; the store may leave it before it is asked for anything.
    await things.set('two', record).catch(() => undefined);
    const started = performance.now();
    await untilItWorks(() => things.set('two', record));
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(await things.getMany(['one', 'two'])).toEqual([record, record]);
    // What else is under way just then, such as the lease, may be answered the same.
    expect(reported[0]).toContain('READONLY');
    await store.close();
  });

  it('does not block the store from closing', async () => {
    await using server = await RedisServer.start();
    const [gone, silent] = await Promise.all([
      openStore(server.url, { timeoutMs: 100 }),
      openStore(server.url, { timeoutMs: 100 }),
    ]);
    server.freeze();
    const pending = expectFailure(silent.collection('things', thing).get('one'));
    await silent.close();
    await pending;
    await server.stop();
    await untilItFails(() => gone.check());
    await gone.close();
    await expectFailure(gone.check());
  });
});

describe('Redis at the start', () => {
  const password = 'hunter2/@:secret';

  it('is refused with its address if it does not run', async () => {
    const server = await RedisServer.start({ password });
    await server[Symbol.asyncDispose]();
    const error = await expectFailure(openStore(server.url));
    expect(error.message).toContain(`Redis at redis://127.0.0.1:${server.port} can't be used: `);
    expect(error.message).toContain('ECONNREFUSED');
    expectNoPassword(error);
  });

  it('is refused if it never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `redis://:hunter2@127.0.0.1:${readPort(silent)}`;
    const error = await expectFailure(openStore(url, { timeoutMs: 100 }));
    expectNoPassword(error);
    silent.close();
  });

  it('accepts the right password and refuses a wrong or missing one, without showing it', async () => {
    await using server = await RedisServer.start({ password });
    const store = await openStore(server.url);
    await store.check();
    await store.close();
    for (const login of ['', ':hunter2wrong@', 'hunter2user:hunter2wrong@']) {
      const error = await expectFailure(openStore(`redis://${login}127.0.0.1:${server.port}`));
      expect(error.message).toMatch(/WRONGPASS|NOAUTH|password/);
      expectNoPassword(error);
    }
  });
});

/** Makes a server the replica of another, and waits until it has its data. */
async function replicate(replica: RedisServer, master: RedisServer): Promise<void> {
  await using client = await connectTo(replica);
  await client.sendCommand(['REPLICAOF', '127.0.0.1', String(master.port)]);
  while (!String(await client.info('replication')).includes('master_link_status:up'))
    await new Promise(setImmediate);
}

async function promote(server: RedisServer): Promise<void> {
  await using client = await connectTo(server);
  await client.sendCommand(['REPLICAOF', 'NO', 'ONE']);
}

async function connectTo({ url }: RedisServer) {
  const client = createClient({ url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: async () => client.destroy() });
}

function readPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : expect.fail('no port');
}

/** Checks the error and all its causes. */
function expectNoPassword(error: Error): void {
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
}

/** Calls again in each turn of the event loop, until the test's own time limit. */
async function untilItWorks(call: () => Promise<void>): Promise<void> {
  while (await fails(call)) await new Promise(setImmediate);
}

async function untilItFails(call: () => Promise<void>): Promise<void> {
  while (!(await fails(call))) await new Promise(setImmediate);
}

function fails(call: () => Promise<void>): Promise<boolean> {
  return call().then(
    () => false,
    () => true,
  );
}
