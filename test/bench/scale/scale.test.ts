import { describe, expect, it } from 'vitest';
import { HABITS } from './habits.ts';
import { findMost, LIMITS } from './limits.ts';
import { type Costs, reckonLoad } from './scale.ts';
import { simulateDay } from './simulateDay.ts';

const COSTS: Costs = {
  checkMs: 0.4,
  commandMs: 3,
  messageMs: 2,
  idleShare: 0.01,
  redisMs: { check: 0.02, command: 0.8, message: 0.1 },
  redisIdleShare: 0.003,
  redisBytes: 2_000,
  replicaBytes: 300,
  keysPerSecond: 1_000_000,
};

const MILLION = { accounts: 1_000_000, partitions: 16 };

/** So many of the million are simulated: few enough for a test, and enough that chance is below two per cent. */
const SIMULATED = 40_000;

describe('a simulated day of a million accounts', () => {
  const day = simulateDay({ ...MILLION, simulated: SIMULATED, seed: 16 }, HABITS);
  const load = reckonLoad(MILLION, HABITS, COSTS);

  it('has in its busiest hour what the formulas say, within a few per cent', () => {
    expect(day.checksPerSecond / load.checksPerSecond).toBeCloseTo(1, 1);
    for (const name of ['checksPerSecond', 'commandsPerSecond', 'messagesPerSecond'] as const) {
      expect(day[name] / load[name], name).toBeGreaterThan(0.96);
      expect(day[name] / load[name], name).toBeLessThan(1.04);
    }
  });

  it('has as many open watches as the formulas say for an average hour', () => {
    const average = reckonLoad(MILLION, { ...HABITS, peak: 1 }, COSTS).watches;
    expect(Math.abs(day.meanWatches / average - 1)).toBeLessThan(0.03);
  });

  it('fills no partition more than the formulas say', () => {
    const size = { accounts: SIMULATED, partitions: 16 };
    const { cores, fullestPartition } = reckonLoad(size, HABITS, { ...COSTS, idleShare: 0 });
    const { fullestByEven } = simulateDay({ ...size, simulated: SIMULATED, seed: 7 }, HABITS);
    expect(fullestByEven).toBeGreaterThan(1);
    expect(fullestByEven).toBeLessThan((fullestPartition * 16) / cores + 0.02);
  });
});

describe('the load of a cluster', () => {
  it('grows with the accounts, and a single one fills one partition alone', () => {
    const one = reckonLoad({ accounts: 1, partitions: 16 }, HABITS, { ...COSTS, idleShare: 0 });
    expect(one.fullestPartition).toBeCloseTo(one.cores, 12);
    const [some, more] = [1_000, 10_000].map((accounts) =>
      reckonLoad({ accounts, partitions: 16 }, HABITS, COSTS),
    );
    expect((more?.checksPerSecond ?? 0) / (some?.checksPerSecond ?? 1)).toBeCloseTo(10, 9);
  });
});

describe('what gives out first', () => {
  it.each(LIMITS.map((limit) => [limit.part, limit] as const))(
    '%s: is borne up to the most, and not much further',
    (_, limit) => {
      const most = findMost(limit, 16, HABITS, COSTS);
      if (most === Number.POSITIVE_INFINITY) return;
      const at = (accounts: number): number =>
        limit.read(reckonLoad({ accounts, partitions: 16 }, HABITS, COSTS));
      expect(at(most)).toBeLessThanOrEqual(limit.most);
      // It is rounded down to two digits.
      expect(at(most * 1.11)).toBeGreaterThan(limit.most);
    },
  );

  it('bears more accounts in more partitions', () => {
    const limit = LIMITS.find(({ part }) => part.startsWith('the fullest partition'));
    if (limit === undefined) throw new Error('no such limit');
    expect(findMost(limit, 32, HABITS, COSTS)).toBeGreaterThan(1.8 * findMost(limit, 16, HABITS, COSTS));
  });
});
