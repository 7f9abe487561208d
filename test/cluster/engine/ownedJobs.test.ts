import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aborted } from '../../../src/replica/aborted.ts';
import { isThorough } from '../../support/isThorough.ts';
import { FAILOVER, LOCK_MS, ScriptedCluster } from './scriptedReplicas.ts';

describe('owned jobs', () => {
  it('are all taken by a single replica, and renewed', async () => {
    const cluster = new ScriptedCluster(4);
    const a = cluster.join('a');
    await cluster.pass(60_000);
    expect(cluster.owned).toEqual({ a: [0, 1, 2, 3] });
    expect(cluster.story).toHaveLength(4);
    expect(a.lines).toEqual([]);
  });

  it('are shared with a replica that joins, one at a time, and never run twice at once', async () => {
    const cluster = new ScriptedCluster(5);
    cluster.join('a');
    await cluster.pass(2_000);
    cluster.join('b');
    await cluster.pass(250);
    expect(cluster.running.size).toBeGreaterThanOrEqual(4);
    await cluster.pass(3_000);
    expect(cluster.owned).toEqual({ a: [0, 1, 2], b: [3, 4] });
    const ofOne = (name: string) => cluster.story.slice(5).filter((line) => line.startsWith(name));
    expect(ofOne('a')).toEqual(['a ended 4: handover', 'a ended 3: handover']);
    expect(ofOne('b')).toEqual(['b runs 4', 'b runs 3']);
    await cluster.pass(60_000);
    expect(cluster.story).toHaveLength(9);
  });

  it('are all handed over by a replica that stops, drained first, and run elsewhere at once', async () => {
    const cluster = new ScriptedCluster(4);
    const a = cluster.join('a');
    cluster.join('b');
    await cluster.pass(5_000);
    let isStopped = false;
    void a.leave(cluster).then(() => {
      isStopped = true;
    });
    await cluster.pass(1_500);
    expect(isStopped).toBe(true);
    expect(cluster.owned).toEqual({ b: [0, 1, 2, 3] });
    expect(cluster.story.filter((line) => line.startsWith('a ended'))).toHaveLength(2);
  });

  it('go on elsewhere after their replica died, and it knows when it is back', async () => {
    const cluster = new ScriptedCluster(4);
    const a = cluster.join('a');
    cluster.join('b');
    await cluster.pass(5_000);
    const leases = [...cluster.running].filter(({ replica }) => replica === 'a').map(({ lease }) => lease);
    a.die(cluster);
    await cluster.pass(FAILOVER);
    expect(cluster.owned).toEqual({ b: [0, 1, 2, 3] });
    a.engine.restore();
    await cluster.pass(1_000);
    expect(cluster.story.filter((line) => line.startsWith('a ended'))).toEqual([
      expect.stringContaining(': lost'),
      expect.stringContaining(': lost'),
    ]);
    for (const lease of leases) {
      expect(lease.lost.aborted).toBe(true);
      await expect(lease.ensureHeld()).rejects.toMatchObject({ code: 'store_lost' });
    }
  });

  it('are guarded by a lease that refuses every call after a pause longer than the lock', async () => {
    const cluster = new ScriptedCluster(1);
    const a = cluster.join('a');
    await cluster.pass(3_000);
    const [lease] = [...cluster.running].map((each) => each.lease);
    a.time.pause();
    a.isLive = false;
    cluster.join('b');
    await cluster.pass(FAILOVER);
    expect(cluster.story).toEqual(['a runs 0', 'b runs 0']);
    expect(lease?.isHeld).toBe(false);
    const outcome = lease?.ensureHeld().catch((error: unknown) => error);
    a.time.resume();
    await cluster.pass(100);
    await expect(outcome).resolves.toMatchObject({ code: 'store_lost' });
    expect(a.lines.sort()).toEqual([
      expect.stringMatching(/^\d{4} ms late$/),
      'This replica lost partition 0, and ends its work on it',
    ]);
  });

  it('are kept by a replica that was paused for less than the lock', async () => {
    const cluster = new ScriptedCluster(2);
    const a = cluster.join('a');
    await cluster.pass(3_000);
    a.time.pause();
    await cluster.pass(3_500);
    a.time.resume();
    await cluster.pass(20_000);
    expect(cluster.story).toEqual(['a runs 0', 'a runs 1']);
  });

  it('are kept while Redis is away for less than the lock, and are uncertain after that', async () => {
    const cluster = new ScriptedCluster(2);
    const a = cluster.join('a');
    await cluster.pass(3_000);
    a.engine.cut('refuses');
    await cluster.pass(3_000);
    expect(cluster.owned).toEqual({ a: [0, 1] });
    await cluster.pass(3_000);
    expect(cluster.owned).toEqual({ a: [] });
    expect(cluster.running.size).toBe(2);
    a.engine.restore();
    await cluster.pass(FAILOVER);
    expect(cluster.owned).toEqual({ a: [0, 1] });
  });

  it('come back after Redis lost all of them', async () => {
    const cluster = new ScriptedCluster(3);
    const a = cluster.join('a');
    await cluster.pass(3_000);
    cluster.queue.flush();
    await cluster.pass(4_000);
    expect(cluster.owned).toEqual({ a: [0, 1, 2] });
    expect(a.lines).toEqual(['This replica lost partitions 0, 1, 2, and ends its work on them']);
  });

  it('wait for the run of before, if one is granted again while it still ends', async () => {
    const cluster = new ScriptedCluster(1);
    const a = cluster.join('a');
    a.drainMs = 20_000;
    await cluster.pass(3_000);
    cluster.queue.flush();
    await cluster.pass(15_000);
    expect(cluster.story).toEqual(['a runs 0']);
    await cluster.pass(10_000);
    expect(cluster.story).toEqual(['a runs 0', 'a ended 0: lost', 'a runs 0']);
  });

  it('are tried again, and not given up, when a run can’t begin', async () => {
    const cluster = new ScriptedCluster(1);
    let attempts = 0;
    const a = cluster.join('a', async (_index, _lease, signal) => {
      attempts += 1;
      if (attempts < 8) throw new Error('The store does not answer');
      await aborted(signal);
    });
    await cluster.pass(120_000);
    expect(attempts).toBe(8);
    expect(cluster.owned).toEqual({ a: [0] });
    expect(a.lines).toHaveLength(7);
    expect(a.lines[0]).toMatch(
      /^This replica could not run partition 0: The store does not answer\. It is tried again, here or by another replica, in 1 s$/,
    );
    // The wait grows, to 15 s at most.
    expect(a.lines.at(-1)).toMatch(/in (8|9|1[0-5]) s$/);
  });

  it('leave a replica that can run nothing for one that can, and it tries again later', async () => {
    const cluster = new ScriptedCluster(2);
    let isBroken = true;
    const a = cluster.join('a', async (_index, _lease, signal) => {
      if (isBroken) throw new Error('No such file');
      await aborted(signal);
    });
    cluster.join('b');
    await cluster.pass(12_000);
    expect(cluster.owned).toEqual({ b: [0, 1] });
    isBroken = false;
    await cluster.pass(60_000);
    expect(cluster.live.map(({ jobs }) => jobs.owned.length)).toEqual([1, 1]);
    expect(a.lines).toHaveLength(3);
  });

  it('are kept by a replica that is aside, which takes no more of them', async () => {
    const cluster = new ScriptedCluster(4);
    const a = cluster.join('a');
    const b = cluster.join('b');
    await cluster.pass(10_000);
    a.isAside = true;
    cluster.countLive();
    await cluster.pass(5_000);
    expect(cluster.runners).toEqual(['a', 'a', 'b', 'b']);
    void b.leave(cluster);
    cluster.join('c');
    await cluster.pass(5_000);
    expect(cluster.runners).toEqual(['a', 'a', 'c', 'c']);
  });

  it('that no replica can run keep no replica from running the others', async () => {
    const cluster = new ScriptedCluster(4);
    for (const name of ['a', 'b']) {
      cluster.join(name, async (index, _lease, signal) => {
        if (index === 0) throw new Error('It is broken');
        await aborted(signal);
      });
    }
    await cluster.pass(300_000);
    const owned = cluster.live.flatMap(({ jobs }) => jobs.owned);
    expect(owned).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(cluster.replicas.some(({ isAside }) => isAside)).toBe(false);
  });

  it('that failed once and run since count as running, beside one that can not be run', async () => {
    const cluster = new ScriptedCluster(3);
    const begun = new Set<number>();
    const a = cluster.join('a', async (index, _lease, signal) => {
      const isFirst = !begun.has(index);
      begun.add(index);
      if (index === 0 || isFirst) throw new Error('It is broken');
      await aborted(signal);
    });
    await cluster.pass(120_000);
    a.isAside = false;
    for (let passed = 0; passed < 300_000; passed += 5_000) {
      await cluster.pass(5_000);
      expect([passed, a.isAside]).toEqual([passed, false]);
    }
    expect(a.jobs.owned).toEqual([1, 2]);
  });

  it('are not taken by a replica whose stores do not answer yet, and another one runs them meanwhile', async () => {
    const cluster = new ScriptedCluster(4);
    const a = cluster.join('a');
    cluster.join('b');
    await cluster.pass(10_000);
    a.hasStores = false;
    cluster.queue.flush();
    await cluster.pass(10_000);
    expect(cluster.owned).toMatchObject({ a: [], b: [expect.any(Number), expect.any(Number)] });
    a.hasStores = true;
    await cluster.pass(3_000);
    expect(cluster.live.flatMap(({ jobs }) => jobs.owned).sort()).toEqual([0, 1, 2, 3]);
    expect(a.lines.filter((line) => !line.includes('lost partition'))).toEqual([]);
  });

  it('that fail because Redis is away make no replica step aside, and are not logged one by one', async () => {
    const cluster = new ScriptedCluster(4);
    let isAway = true;
    const a = cluster.join('a', async (_index, _lease, signal) => {
      if (isAway) throw new Error('Redis is not connected');
      await aborted(signal);
    });
    a.isRedisAway = true;
    cluster.join('b');
    await cluster.pass(20_000);
    expect(a.lines).toEqual([]);
    expect(a.isAside).toBe(false);
    isAway = false;
    a.isRedisAway = false;
    await cluster.pass(5_000);
    expect(cluster.live.flatMap(({ jobs }) => jobs.owned)).toHaveLength(4);
  });

  it('are taken over when their lock expires, if Redis did not take the release', async () => {
    const cluster = new ScriptedCluster(2);
    const a = cluster.join('a');
    cluster.join('b');
    await cluster.pass(5_000);
    a.engine.cut('refuses');
    void a.leave(cluster);
    await cluster.pass(FAILOVER);
    expect(cluster.owned).toEqual({ b: [0, 1] });
  });

  it('end at the next renewal once another replica has the lock', async () => {
    const cluster = new ScriptedCluster(1);
    const a = cluster.join('a');
    await cluster.pass(3_000);
    cluster.queue.steal(0);
    // Until the next renewal it can't know; Redis refuses its writes by the lock.
    await cluster.time.pass(LOCK_MS / 4 + 200);
    expect(cluster.story).toEqual(['a runs 0', 'a ended 0: lost']);
    expect(a.lines).toEqual(['This replica lost partition 0, and ends its work on it']);
    await cluster.pass(FAILOVER);
    expect(cluster.owned).toEqual({ a: [0] });
  });
});

const anyFault = fc.record({
  replica: fc.nat(2),
  kind: fc.constantFrom('die', 'cut', 'pause', 'slow', 'leave', 'flush', 'steal' as const),
  after: fc.integer({ min: 1, max: 4_000 }),
  lasting: fc.integer({ min: 1, max: 12_000 }),
  drain: fc.integer({ min: 0, max: 8_000 }),
});

describe('any history of owned jobs', () => {
  it('has no two owners at any moment, and an owner for each job in the end', {
    timeout: 900_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 6 }), async (faults) => {
        const cluster = new ScriptedCluster(4);
        for (const name of ['a', 'b', 'c']) cluster.join(name);
        const calm = faults.map(async ({ replica: at, kind, after, lasting, drain }) => {
          await cluster.time.wait(after);
          const replica = cluster.replicas[at];
          if (replica === undefined) return;
          replica.drainMs = drain;
          if (kind === 'flush') return cluster.queue.flush();
          if (kind === 'steal') return cluster.queue.steal(at);
          if (kind === 'leave') return void replica.leave(cluster);
          if (kind === 'slow') replica.engine.latency = { there: 3_000, back: 3_000 };
          else if (kind === 'pause') replica.time.pause();
          else replica.engine.cut(kind === 'cut' ? 'refuses' : 'is silent');
          await cluster.time.wait(lasting);
          replica.engine.latency = { there: 1, back: 1 };
          replica.time.resume();
          replica.engine.restore();
        });
        await cluster.pass(20_000);
        await Promise.all(calm);
        await cluster.pass(40_000);
        const owned = cluster.live.flatMap(({ jobs }) => jobs.owned).sort((x, y) => x - y);
        if (cluster.live.length > 0) expect(owned).toEqual([0, 1, 2, 3]);
        else expect(cluster.running.size).toBe(0);
      }),
      { numRuns: isThorough ? 10_000 : 60 },
    );
  });
});
