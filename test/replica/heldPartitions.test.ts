import { expect, it } from 'vitest';
import { JobLease } from '../../src/cluster/lease.ts';
import { HeldPartitions } from '../../src/replica/heldPartitions.ts';

it('a replica says that it owns nothing once its leases have expired, though Redis does not answer', async () => {
  let now = 0;
  let isAway = false;
  const held = new HeldPartitions();
  const leases = [11, 3].map(
    (partition) =>
      new JobLease({
        key: `lock-${partition}`,
        token: 'a',
        subject: `partition ${partition}`,
        lockMs: 5_000,
        monotonic: () => now,
        renew: async () => {
          if (isAway) throw new Error('Redis is not connected');
          return true;
        },
      }),
  );
  for (const lease of leases) held.add(Number(lease.key.split('-')[1]), lease);
  expect(held.numbers).toEqual([]);
  for (const lease of leases) await lease.ensureHeld();
  expect(held.numbers).toEqual([3, 11]);
  isAway = true;
  now = 4_999;
  expect(held.numbers).toEqual([3, 11]);
  now = 5_000;
  expect(held.numbers).toEqual([]);
  isAway = false;
  for (const lease of leases) await lease.ensureHeld();
  leases[1]?.lose();
  expect(held.numbers).toEqual([11]);
  held.remove(11);
  expect(held.numbers).toEqual([]);
});
