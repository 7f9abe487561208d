import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balance } from '../../../src/cluster/engine/balance.ts';

const cluster = fc.record({
  sharing: fc.integer({ min: 1, max: 40 }),
  count: fc.integer({ min: 1, max: 64 }),
});

/** Lets each replica in turn hand one job over or take a free one, until none does anything. */
function rebalanceAll(owned: number[][], free: number[], count: number): number {
  const sharing = owned.length;
  for (let moves = 0; ; ) {
    const before = moves;
    for (const [rank, jobs] of owned.entries()) {
      const { share, handOver } = balance({ owned: jobs, rank, sharing, count });
      const [given] = handOver;
      if (given !== undefined) {
        jobs.splice(jobs.indexOf(given), 1);
        free.push(given);
        moves += 1;
      } else if (jobs.length < share && free.length > 0) {
        jobs.push(free.shift() ?? 0);
        moves += 1;
      }
    }
    if (moves === before) return moves;
    expect(moves).toBeLessThan(10 * count + 10);
  }
}

describe('balance', () => {
  it('gives the replicas shares that add up to all jobs and differ by one at most', () => {
    fc.assert(
      fc.property(cluster, ({ sharing, count }) => {
        const shares = Array.from(
          { length: sharing },
          (_, rank) => balance({ owned: [], rank, sharing, count }).share,
        );
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(count);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('hands over exactly what is above the share, the last granted first', () => {
    expect(balance({ owned: [4, 0, 7, 2, 5], rank: 0, sharing: 2, count: 6 })).toEqual({
      share: 3,
      handOver: [5, 2],
    });
    expect(balance({ owned: [4, 0], rank: 0, sharing: 2, count: 6 }).handOver).toEqual([]);
  });

  it('settles from any distribution with every job owned, each moved once at most', () => {
    fc.assert(
      fc.property(cluster, fc.infiniteStream(fc.nat()), ({ sharing, count }, random) => {
        const owned: number[][] = Array.from({ length: sharing }, () => []);
        const free: number[] = [];
        for (let job = 0; job < count; job++) {
          const place = (random.next().value ?? 0) % (sharing + 1);
          (owned[place] ?? free).push(job);
        }
        const wasFree = free.length;
        const above = owned.reduce(
          (sum, jobs, rank) => sum + balance({ owned: jobs, rank, sharing, count }).handOver.length,
          0,
        );
        const moves = rebalanceAll(owned, free, count);
        expect(free).toEqual([]);
        expect(owned.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, job) => job));
        // Given and taken once each, and what was free is taken.
        expect(moves).toBe(2 * above + wasFree);
      }),
    );
  });
});
