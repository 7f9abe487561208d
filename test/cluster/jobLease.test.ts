import { describe, expect, it } from 'vitest';
import type { JobLease } from '../../src/cluster/jobLease.ts';
import { flushTurns } from '../support/flushTurns.ts';
import { SteppedTime } from '../support/steppedClusterTime.ts';
import { createJobLease } from './createJobLease.ts';

function createLease(renew: () => Promise<boolean>) {
  const time = new SteppedTime();
  return { time, lease: createJobLease({ monotonic: () => time.monotonic(), renew }) };
}

describe('a lease', () => {
  it('does not hold before it was renewed, and holds for its length from then on', async () => {
    const { time, lease } = createLease(async () => true);
    expect(lease.isHeld).toBe(false);
    await lease.ensureHeld();
    await time.pass(4_999);
    expect(lease.isHeld).toBe(true);
    await time.pass(1);
    expect(lease.isHeld).toBe(false);
  });

  it('counts from before the renewal was sent, however late the answer comes', async () => {
    const { time, lease } = createLease(() => time.wait(4_000).then(() => true));
    const held = lease.ensureHeld();
    await time.pass(4_000);
    await held;
    await time.pass(999);
    expect(lease.isHeld).toBe(true);
    await time.pass(1);
    expect(lease.isHeld).toBe(false);
  });

  it('asks again if the answer came after the lock had run out', async () => {
    const delays = [6_000, 10];
    const { time, lease } = createLease(() => time.wait(delays.shift() ?? 0).then(() => true));
    let isHeld = false;
    void lease.ensureHeld().then(() => {
      isHeld = true;
    });
    await time.pass(6_000);
    expect(isHeld).toBe(false);
    await time.pass(10);
    expect(isHeld).toBe(true);
  });

  it.each([
    ['renewed', (lease: JobLease) => lease.confirm(lease.send()), 'held'],
    ['lost', (lease: JobLease) => lease.lose(), 'partition 3 was lost'],
  ])('waits no longer for an answer once it was %s in another way', async (_how, happen, words) => {
    const { lease } = createLease(() => new Promise(() => undefined));
    const asked = lease.ensureHeld().then(() => 'held', String);
    await flushTurns(1);
    happen(lease);
    await expect(Promise.race([asked, flushTurns(1)])).resolves.toContain(words);
  });

  it('shares one renewal among all who ask', async () => {
    let renewals = 0;
    const { lease } = createLease(async () => {
      renewals += 1;
      return true;
    });
    await Promise.all([lease.ensureHeld(), lease.ensureHeld(), lease.ensureHeld()]);
    expect(renewals).toBe(1);
  });

  it('is lost for good once the lock is another one’s, and says so in every later call', async () => {
    const { lease } = createLease(async () => false);
    const lost = {
      code: 'store_lost',
      message: expect.stringContaining('The lease on partition 3 was lost'),
    };
    await expect(lease.ensureHeld()).rejects.toMatchObject(lost);
    expect(lease.lost.aborted).toBe(true);
    expect(lease.lost.reason).toMatchObject(lost);
    lease.confirm(lease.send());
    expect(lease.isHeld).toBe(false);
    await expect(lease.ensureHeld()).rejects.toMatchObject(lost);
  });

  it('rejects while Redis does not answer, without being lost', async () => {
    const answers = [Promise.reject(new Error('connect ECONNREFUSED')), Promise.resolve(true)];
    const { lease } = createLease(() => answers.shift() ?? Promise.resolve(true));
    await expect(lease.ensureHeld()).rejects.toThrow('ECONNREFUSED');
    expect(lease.lost.aborted).toBe(false);
    await lease.ensureHeld();
    expect(lease.isHeld).toBe(true);
  });

  it('asks Redis after a doubt, and takes no answer from before the doubt for a proof', async () => {
    const { lease } = createLease(async () => true);
    await lease.ensureHeld();
    const sent = lease.send();
    lease.distrust();
    lease.confirm(sent);
    await flushTurns(1);
    expect(lease.isHeld).toBe(false);
    await lease.ensureHeld();
    expect(lease.isHeld).toBe(true);
  });
});
