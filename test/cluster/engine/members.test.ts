import { describe, expect, it, onTestFinished } from 'vitest';
import { ClusterRedis } from '../../../src/cluster/clusterRedis.ts';
import { Members } from '../../../src/cluster/engine/members.ts';
import { countReplicas } from '../../../src/store/replicas.ts';
import { ChangeSignal } from '../../support/changeSignal.ts';
import { useRedis } from '../../support/useRedis.ts';

describe('the live replicas', () => {
  const redis = useRedis();
  const changes = new ChangeSignal();

  async function join(state?: 'aside') {
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const connections = await ClusterRedis.open(redis.server.url, { log: { info: log, warn: log } });
    const members = new Members(connections, 1_500);
    members.onChange(() => changes.notify());
    await members.start(state);
    onTestFinished(async () => {
      await members.stop();
      await connections.close();
    });
    return { members, connections, lines };
  }

  it('are known to each of them, in one order, until one leaves or is not heard any more', async () => {
    await redis.other.flushAll();
    const [a, b, c] = [await join(), await join(), await join()];
    const ids = [a, b, c].map(({ members }) => members.id);
    await changes.until(() => ([a, b, c].every(({ members }) => members.live === 3) ? true : undefined));
    expect(a.members.ids).toEqual([...ids].sort());
    expect(b.members.ids).toEqual(a.members.ids);
    expect([a, b, c].map(({ members }) => members.rank).sort()).toEqual([0, 1, 2]);
    await c.members.stop();
    await changes.until(() => (a.members.live === 2 && b.members.live === 2 ? true : undefined));
    await b.connections.close();
    await changes.until(() => (a.members.live === 1 ? true : undefined));
    expect(a.members.ids).toEqual([a.members.id]);
    // It knows of no change, and so counts on its share still.
    expect(b.members.live).toBe(2);
  });

  it('count by Redis’ time', async () => {
    const { members } = await join();
    const [seconds] = await redis.other.time();
    expect(Math.abs(members.now() - Number(seconds) * 1_000)).toBeLessThan(2_000);
  });

  it('are all counted, also those that have stepped aside', async () => {
    await redis.other.flushAll();
    const [a, b] = [await join(), await join()];
    a.members.stepAside(60_000);
    await changes.until(() => (a.members.isAside && b.members.sharing === 1 ? true : undefined));
    expect([a, b].map(({ members }) => members.live)).toEqual([2, 2]);
    expect(await countReplicas(a.connections.connection, 1)).toBe(2);
  });

  it('do the work of one that steps aside; a single one has nobody to do it', async () => {
    await redis.other.flushAll();
    const a = await join();
    a.members.stepAside(60_000);
    expect(a.members).toMatchObject({ isAside: false, sharing: 1, rank: 0 });
    const b = await join();
    await changes.until(() => (a.members.isAside && b.members.sharing === 1 ? true : undefined));
    expect(b.members.rank).toBe(0);
    expect(a.lines).toEqual([
      'This replica can run nothing, and leaves the work to the others, if there are any, for 60 s',
    ]);
  });

  it('leave nothing to one that starts until it shares, at once or after a while', async () => {
    await redis.other.flushAll();
    const [a, b, c] = [await join(), await join('aside'), await join('aside')];
    await changes.until(() => (a.members.live === 3 ? true : undefined));
    expect([a, b, c].map(({ members }) => [members.sharing, members.isAside])).toEqual([
      [1, false],
      [1, true],
      [1, true],
    ]);
    await b.members.share();
    expect(b.members).toMatchObject({ isAside: false, sharing: 2, rank: 1 });
    const sentAt = performance.now();
    await c.members.share(700);
    await changes.until(() => (a.members.sharing === 3 ? true : undefined));
    expect(performance.now() - sentAt).toBeGreaterThan(699);
    expect(c.members).toMatchObject({ isAside: false, rank: 2 });
  });

  it('share among them while all of them start', async () => {
    await redis.other.flushAll();
    const [a, b] = [await join('aside'), await join('aside')];
    await changes.until(() => (a.members.live === 2 ? true : undefined));
    expect([a, b].map(({ members }) => [members.sharing, members.rank, members.isAside])).toEqual([
      [2, 0, false],
      [2, 1, false],
    ]);
    await b.members.share();
    await changes.until(() => (a.members.isAside ? true : undefined));
    expect(a.members).toMatchObject({ sharing: 1, rank: 1 });
    await a.members.stop();
    await a.members.share();
    await changes.until(() => (b.members.live === 1 ? true : undefined));
  });

  it('share the jobs of a queue among those alone that serve it', async () => {
    await redis.other.flushAll();
    const [a, b, c] = [await join(), await join(), await join()];
    const [ofA, ofC] = [await a.members.serve('some'), await c.members.serve('some')];
    await b.members.serve('others');
    await changes.until(() => ([ofA, ofC].every(({ sharing }) => sharing === 2) ? true : undefined));
    expect([ofA, ofC].map(({ sharing, rank }) => [sharing, rank])).toEqual([
      [2, 0],
      [2, 1],
    ]);
    await changes.until(() => ([a, c].every(({ members }) => members.live === 3) ? true : undefined));
    expect([a.members.sharing, c.members.rank]).toEqual([3, 2]);
    c.members.stepAside(60_000);
    await changes.until(() => (ofC.isAside && ofA.sharing === 1 ? true : undefined));
    await a.members.stop();
    await changes.until(() => (c.members.live === 2 ? true : undefined));
    // It leaves all work to the others, also where none of them serves the queue.
    expect(ofC).toMatchObject({ isAside: true, sharing: 1, rank: 0 });
    await b.members.stop();
    await changes.until(() => (c.members.live === 1 ? true : undefined));
    expect(ofC).toMatchObject({ isAside: false, sharing: 1, rank: 0 });
  });
});
