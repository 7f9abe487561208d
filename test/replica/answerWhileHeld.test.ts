import { expect, it } from 'vitest';
import type { Invocation } from '../../commands/invocation.ts';
import { internalError } from '../../src/messages/replies/internalError.ts';
import { answerWhileHeld } from '../../src/replica/answerWhileHeld.ts';
import { StoreError } from '../../src/store/store.ts';
import { createJobLease } from '../cluster/createJobLease.ts';
import { createLeapingTime } from '../support/leapingTime.ts';
import { channelRef } from '../support/story.ts';

const INVOCATION: Invocation = {
  command: 'watches',
  args: {},
  channel: channelRef('c1'),
  person: { id: 'anna', isManager: false, isPublisher: false },
};

function beginLease() {
  let now = 0;
  const asked = { isOurs: true, isAway: false, times: 0 };
  const lease = createJobLease({
    monotonic: () => now,
    renew: async () => {
      asked.times += 1;
      if (asked.isAway) throw new StoreError('store_failed', 'Redis is not connected');
      return asked.isOurs;
    },
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { lease, asked, pass };
}

it('an answer is given while the lease holds, without asking Redis', async () => {
  const { lease, asked } = beginLease();
  await lease.ensureHeld();
  const card = internalError();
  expect(await answerWhileHeld(async () => card, lease)(INVOCATION)).toBe(card);
  expect(asked.times).toBe(1);
});

/** A command that was run while Redis made its connections anew, and how its answer comes once Redis says whose the lease is. */
async function answerInDoubt(isOurs: boolean) {
  const { lease, asked } = beginLease();
  await lease.ensureHeld();
  let runs = 0;
  const time = createLeapingTime(async (now) => {
    if (now >= 3_000) Object.assign(asked, { isAway: false, isOurs });
  });
  const dispatch = async () => {
    runs += 1;
    lease.distrust();
    asked.isAway = true;
    return internalError();
  };
  const answer = answerWhileHeld(dispatch, lease, time)(INVOCATION);
  return { answer: await answer.catch((error: unknown) => error), runs };
}

it('an answer waits while nobody knows whether the lease holds, and is given where it does', async () => {
  expect(await answerInDoubt(true)).toEqual({ answer: internalError(), runs: 1 });
});

it('and it is left to the next owner where the lease proves to be lost', async () => {
  expect(await answerInDoubt(false)).toMatchObject({ answer: { code: 'left_to_owner' }, runs: 1 });
});

it('an answer is left to the next owner if the lease was lost while the command ran', async () => {
  const { lease, asked, pass } = beginLease();
  await lease.ensureHeld();
  const dispatch = answerWhileHeld(async () => {
    pass(6_000);
    asked.isOurs = false;
    return internalError();
  }, lease);
  await expect(dispatch(INVOCATION)).rejects.toMatchObject({
    code: 'left_to_owner',
    cause: { code: 'store_lost' },
  });
});
