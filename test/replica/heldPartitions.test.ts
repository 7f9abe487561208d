import { expect, it } from 'vitest';
import { HeldPartitions } from '../../src/replica/heldPartitions.ts';
import { createJobLease } from '../cluster/createJobLease.ts';

it('a replica says that it owns nothing once its leases have expired, though Redis does not answer', async () => {
  let now = 0;
  let isAway = false;
  const held = new HeldPartitions();
  const leases = [11, 3].map((partition) => {
    const lease = createJobLease({
      partition,
      monotonic: () => now,
      renew: async () => {
        if (isAway) throw new Error('Redis is not connected');
        return true;
      },
    });
    held.add(partition, lease);
    return lease;
  });
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
