import { describe, expect, it } from 'vitest';
import type { WindowKind, WindowUse } from './checkCost.ts';
import { describeChecks } from './describeChecks.ts';

const NOTHING: WindowUse = {
  kind: 'neither',
  cycle: 1,
  single: 20,
  replica: 100,
  redis: 30,
  redisCommands: 1_500,
  checks: { single: 0, replica: 0, failing: 0 },
  messages: 0,
  answers: 0,
};

function window(kind: WindowKind, more: Partial<WindowUse>): WindowUse {
  return { ...NOTHING, kind, ...more };
}

const WINDOWS: readonly WindowUse[] = [
  NOTHING,
  window('single', { single: 820, checks: { single: 2_000, replica: 0, failing: 0 } }),
  window('replica', {
    replica: 920,
    redis: 70,
    redisCommands: 11_500,
    checks: { single: 0, replica: 2_000, failing: 0 },
  }),
  // A round of the single process was late, and fell into this one.
  window('replica', { replica: 2_000, checks: { single: 1_000, replica: 2_000, failing: 0 } }),
  window('messages', { replica: 240, checks: { single: 0, replica: 0, failing: 50 }, messages: 60 }),
  window('commands', { replica: 500, redis: 130, answers: 200 }),
];

describe('the cost of a check in a replica', () => {
  const rss = { single: 120, replica: 200 };
  const values = new Map(describeChecks({ windows: WINDOWS, rss }).map(({ name, value }) => [name, value]));

  it('is what its windows used beyond those in which nothing was due', () => {
    expect(values.get('cluster.check.cpu')).toBeCloseTo(0.41, 9);
    expect(values.get('cluster.check.cpu[single process]')).toBeCloseTo(0.4, 9);
    expect(values.get('cluster.check.ratio')).toBeCloseTo(1.025, 9);
    expect(values.get('cluster.check.ratio[idle included]')).toBeCloseTo(920 / 820, 9);
    expect(values.get('cluster.redis.commands')).toBeCloseTo(5, 9);
    expect(values.get('cluster.redis.cpu')).toBeCloseTo(0.02, 9);
  });

  it('is compared within each cycle, since a machine is slower for minutes', () => {
    const cycles = [1, 2, 1.5].map((slower, cycle) => [
      window('single', {
        cycle,
        single: 20 + 800 * slower,
        checks: { single: 2_000, replica: 0, failing: 0 },
      }),
      window('replica', {
        cycle,
        // In the first cycle the machine becomes slower between the two.
        replica: 100 + 816 * (cycle === 0 ? 2 : slower),
        checks: { single: 0, replica: 2_000, failing: 0 },
      }),
    ]);
    const figures = describeChecks({
      windows: [...WINDOWS.slice(0, 1), ...WINDOWS.slice(4), ...cycles.flat()],
      rss,
    });
    const ratio = figures.find(({ name }) => name === 'cluster.check.ratio')?.value;
    expect(ratio).toBeCloseTo(1.02, 9);
  });

  it('is taken out of that of messages, and idling out of that of commands', () => {
    expect(values.get('cluster.message.cpu')).toBeCloseTo((240 - 100 - 50 * 0.41) / 60, 9);
    expect(values.get('cluster.command.cpu')).toBeCloseTo(2, 9);
    expect(values.get('cluster.command.redis.cpu')).toBeCloseTo(0.5, 9);
  });
});
