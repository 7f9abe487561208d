import { describe, expect, it, onTestFinished } from 'vitest';
import { ClusterRedis } from '../../../src/cluster/clusterRedis.ts';
import { Forwarder } from '../../../src/cluster/forward/forwarder.ts';
import { ForwardReceiver } from '../../../src/cluster/forward/forwardReceiver.ts';
import type { QueuedRequest } from '../../../src/cluster/forward/queuedRequest.ts';
import { RedisServer } from '../../redis.ts';
import { ScriptedLease } from '../../store/scriptedLease.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { useRedis } from '../../support/useRedis.ts';
import { LONG, RealCluster, SHORT } from '../realReplica.ts';

const TOKEN = 'aW50ZXJhY3Rpb24tdG9rZW4';
const MINUTE = 60_000;
/** For what comes once Redis is reached again: on a busy machine, not at the first try. */
const LATER = { timeout: 30_000 };

describe('forwarded requests', () => {
  const redis = useRedis();

  /** All that Redis holds, as one text. */
  async function readAll(): Promise<string> {
    const keys = await redis.other.keys('*');
    const dumps = await Promise.all(keys.map((key) => redis.other.dump(key)));
    return keys.concat(dumps.map(String)).join('\n');
  }

  it('are done once by the owner of their partition, whoever received them, and leave nothing of their body', async () => {
    await redis.other.flushAll();
    const done: string[] = [];
    const cluster = new RealCluster({
      count: 2,
      lockMs: LONG,
      handle: async ({ kind, id, body }: QueuedRequest, replica) => {
        done.push(`${replica}: ${kind} ${id} ${JSON.stringify(body)}`);
        cluster.changes.notify();
        return replica;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    const b = await cluster.join('b', redis.server.url);
    await cluster.untilOwned('a 0', 'b 1');
    const request = { kind: 'interaction', id: '1175', body: { token: TOKEN }, validForMs: MINUTE };
    await a.forwarder.forward(1, request);
    await b.forwarder.forward(1, request);
    await cluster.changes.until(() => done[0]);
    await a.forwarder.forward(1, request);
    // What comes after it on the same queue shows that none of it is still to come.
    expect(await a.forwarder.ask(1, { kind: 'hook', body: [1] }, 5_000)).toBe('b');
    expect(await b.forwarder.ask(0, { kind: 'hook', body: [2] }, 5_000)).toBe('a');
    expect(done).toEqual([
      `b: interaction 1175 {"token":"${TOKEN}"}`,
      expect.stringMatching(/^b: hook [-\da-f]+ \[1\]$/),
      expect.stringMatching(/^a: hook [-\da-f]+ \[2\]$/),
    ]);
    expect(await readAll()).not.toContain(TOKEN);
    const kept = await redis.other.pTTL('{threadwatch-cluster}:forward-1:de:1175');
    expect(kept).toBeGreaterThan(9 * MINUTE);
    expect(kept).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('tell the one who asks that the owner failed, or that nobody answered', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      handle: async ({ kind }) => {
        if (kind === 'broken') throw new Error('No such hook');
        return kind;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    await expect(a.forwarder.ask(0, { kind: 'broken', body: null }, 5_000)).rejects.toMatchObject({
      code: 'failed',
    });
    expect(a.lines).toEqual(['A forwarded request (broken) of partition 0 failed: No such hook']);
    await expect(a.forwarder.ask(7, { kind: 'hook', body: null }, 50)).rejects.toMatchObject({
      code: 'no_answer',
      message: 'The owner of partition 7 did not answer in time.',
    });
  });

  it('that wait longer than their answer is of use are dropped, with one line for all', async () => {
    await redis.other.flushAll();
    const done: string[] = [];
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      handle: async ({ id }) => done.push(id),
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    await a.forwarder.forward(0, { kind: 'form', id: 'late-1', body: null, validForMs: -1 });
    await a.forwarder.forward(0, { kind: 'form', id: 'late-2', body: null, validForMs: -1 });
    await a.forwarder.forward(0, { kind: 'form', id: 'timely', body: null, validForMs: MINUTE });
    await cluster.changes.until(() => a.lines[0]);
    expect(done).toEqual(['timely']);
    expect(a.lines).toEqual([
      'Requests of partition 0 that came too late for an answer were dropped: 2 (form). They waited for an owner for up to 0 s',
    ]);
  });

  it('that are under way when their replica stops are done by it before the partition is handed over', async () => {
    await redis.other.flushAll();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done: string[] = [];
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      handle: async (_request, replica) => {
        begun.resolve();
        await gate.promise;
        done.push(replica);
        return replica;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    const b = await cluster.join('b', redis.server.url);
    const answer = b.forwarder.ask(0, { kind: 'hook', body: null }, 10_000);
    await begun.promise;
    const stopped = a.stop();
    gate.resolve();
    expect(await answer).toBe('a');
    await stopped;
    await cluster.untilOwned('b 0');
    expect(done).toEqual(['a']);
  });

  it('that are slow hold a hand-over up for a while, and say so; Redis is not blamed for it', async () => {
    await redis.other.flushAll();
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    const cluster = new RealCluster({
      count: 2,
      lockMs: SHORT,
      drainMs: 50,
      handle: async (_request, replica) => {
        begun.push(replica);
        cluster.changes.notify();
        if (replica !== 'a') return;
        await gate.promise;
        // As a platform rejects that could not answer any more.
        throw new Error('the next owner answers');
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0', 'a 1');
    await a.forwarder.forward(1, { kind: 'slack', id: 'slow', body: null, validForMs: MINUTE });
    await cluster.changes.until(() => begun[0]);
    await cluster.join('b', redis.server.url);
    await cluster.untilOwned('a 0', 'b 1');
    gate.resolve();
    await cluster.changes.until(() => begun[1]);
    expect(begun).toEqual(['a', 'b']);
    expect(a.lines).toEqual(['Requests of partition 1 that take long are left to its next owner: 1']);
  });

  it('that were answered are not answered again by the next owner, though their end was slow', async () => {
    await redis.other.flushAll();
    const begun: string[] = [];
    const [gate, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const cluster = new RealCluster({
      count: 2,
      lockMs: SHORT,
      drainMs: 50,
      handle: async ({ kind }, replica) => {
        begun.push(`${replica}: ${kind}`);
        cluster.changes.notify();
        // The person has the answer, and messages of their channel wait for a rate limit.
        if (kind === 'slack') await gate.promise.then(ended.resolve);
        return replica;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0', 'a 1');
    await a.forwarder.forward(1, { kind: 'slack', id: 'slow', body: null, validForMs: MINUTE });
    await cluster.changes.until(() => begun[0]);
    await cluster.join('b', redis.server.url);
    await cluster.untilOwned('a 0', 'b 1');
    gate.resolve();
    await ended.promise;
    expect(await a.forwarder.ask(1, { kind: 'hook', body: null }, 5_000)).toBe('b');
    expect(await a.forwarder.ask(1, { kind: 'hook', body: null }, 5_000)).toBe('b');
    expect(begun).toEqual(['a: slack', 'b: hook', 'b: hook']);
  });

  it('are done again by the next owner, if theirs is gone in the middle', async () => {
    await redis.other.flushAll();
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    const cluster = new RealCluster({
      count: 1,
      lockMs: SHORT,
      handle: async (_request, replica) => {
        begun.push(replica);
        cluster.changes.notify();
        if (replica === 'a') await gate.promise;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    const b = await cluster.join('b', redis.server.url);
    await b.forwarder.forward(0, { kind: 'interaction', id: '7', body: null, validForMs: MINUTE });
    await cluster.changes.until(() => begun[0]);
    await a.cut();
    await cluster.changes.until(() => begun[1]);
    expect(begun).toEqual(['a', 'b']);
    gate.resolve();
  });

  it('that are slow hold nothing up that others ask of the same partition', async () => {
    await redis.other.flushAll();
    const gate = Promise.withResolvers<void>();
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      handle: async ({ kind }) => (kind === 'slow' ? gate.promise : kind),
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    for (let each = 0; each < 100; each += 1)
      await a.forwarder.forward(0, { kind: 'slow', id: `slow-${each}`, body: null, validForMs: MINUTE });
    expect(await a.forwarder.ask(0, { kind: 'hook', body: null }, 5_000)).toBe('hook');
    gate.resolve();
  });

  it('that cannot be read are left to the next owner by one whose lease is lost', async () => {
    await redis.other.flushAll();
    const lines: string[] = [];
    const log = { info: () => undefined, warn: (line: string) => void lines.push(line) };
    await using opened = new AsyncDisposableStack();
    const cluster = await ClusterRedis.open(redis.server.url, { log });
    opened.defer(() => cluster.close());
    const forwarder = await Forwarder.start(cluster, Date);
    opened.defer(() => forwarder.close());
    const lease = new ScriptedLease(redis, 'partition-0', 'ours');
    const asked = Promise.withResolvers<void>();
    lease.onAsked = async () => {
      lease.lose();
      asked.resolve();
    };
    const receiver = new ForwardReceiver({
      redis: cluster,
      clock: Date,
      partition: 0,
      lease,
      handle: () => expect.fail('it can be read'),
    });
    // As a newer version may write one.
    const request = { kind: 'hook', id: 'newer', body: null, validForMs: 'PT1M' as unknown as number };
    await forwarder.forward(0, request);
    await asked.promise;
    await receiver.close(10_000);
    expect(await redis.other.keys('{threadwatch-cluster}:forward-0:1')).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  it('are answered also after an answer came that nobody can read', async () => {
    await redis.other.flushAll();
    const cluster = new RealCluster({ count: 1, lockMs: LONG, handle: async ({ kind }) => kind });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    const [channel = ''] = await redis.other.pubSubChannels('{threadwatch-cluster}:answers:*');
    for (const answer of ['', 'x', '[]', 'null', '{"id":1}', '{"isDone":true}', '{"id":"","isDone":"x"}'])
      await redis.other.publish(channel, answer);
    expect(await a.forwarder.ask(0, { kind: 'hook', body: null }, 5_000)).toBe('hook');
    expect(a.lines).toEqual([
      expect.stringMatching(/can't be read\. Do all replicas run the same version\?$/),
    ]);
  });

  it('are all done, though a failover lost one and BullMQ gives its number to the next', async () => {
    await redis.other.flushAll();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const cluster = new RealCluster({
      count: 1,
      lockMs: LONG,
      handle: async ({ kind }) => {
        begun.resolve();
        if (kind === 'lost') await gate.promise;
        return kind;
      },
    });
    const a = await cluster.join('a', redis.server.url);
    await cluster.untilOwned('a 0');
    await a.forwarder.forward(0, { kind: 'lost', id: 'lost', body: null, validForMs: MINUTE });
    await begun.promise;
    const queue = '{threadwatch-cluster}:forward-0';
    const number = await redis.other.get(`${queue}:id`);
    await redis.other.del([`${queue}:active`, `${queue}:${number}`, `${queue}:${number}:lock`]);
    await redis.other.set(`${queue}:id`, Number(number) - 1);
    const answer = a.forwarder.ask(0, { kind: 'hook', body: null }, 5_000);
    expect(await answer).toBe('hook');
    gate.resolve();
  });
});

it('what Redis could not take is not done later, also where it was the first request for its partition', async () => {
  await using server = await RedisServer.start({ isKept: true });
  const silent = { info: () => undefined, warn: () => undefined };
  const redis = await ClusterRedis.open(server.url, { log: silent });
  onTestFinished(() => redis.close());
  const forwarder = await Forwarder.start(redis, { now: Date.now });
  onTestFinished(() => forwarder.close());
  const forward = (partition: number, id: string): Promise<unknown> =>
    forwarder.forward(partition, { kind: 'interaction', id, body: null, validForMs: MINUTE });
  await forward(1, 'before');
  await server.stop();
  const told = await Promise.allSettled([forward(1, 'refused'), forward(2, 'refused')]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await server.resume();
  await expect.poll(() => forward(2, 'after').then(() => 'taken', String), LATER).toBe('taken');
  const readStored = async (): Promise<readonly string[]> => {
    const keys = await redis.connection.run((client) => client.keys('*:de:*'));
    return keys.map((key) => key.replace('{threadwatch-cluster}:forward-', '')).sort();
  };
  // Not all connections are back at once.
  await expect.poll(() => readStored().catch(String), LATER).toEqual(['1:de:before', '2:de:after']);
});

describe('the cluster’s Redis', () => {
  const redis = useRedis();
  const log = { info: () => undefined, warn: () => undefined };

  it('refuses to start where nothing listens, or with a wrong password, and never shows the password', async () => {
    const dead = await ClusterRedis.open(`redis://:s3cret@127.0.0.1:${await findFreePort()}`, { log }).catch(
      String,
    );
    expect(dead).toMatch(/can't be used: .*ECONNREFUSED.* Nothing listens there: start Redis/);
    const { port } = new URL(redis.server.url);
    const wrong = await ClusterRedis.open(`redis://who:s3cret@127.0.0.1:${port}`, { log }).catch(String);
    expect(wrong).toContain('Put the right user and password of Redis into STORE_URL');
    const malformed = await ClusterRedis.open('redis://:s3%cret@host', { log }).catch(String);
    expect(malformed).toContain('The address of Redis is malformed');
    expect(`${dead}${wrong}${malformed}`).not.toContain('s3');
  });
});
