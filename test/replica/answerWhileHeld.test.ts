import { expect, it } from 'vitest';
import type { Invocation } from '../../commands/invocation.ts';
import { internalError } from '../../src/messages/replies/internalError.ts';
import { answerWhileHeld } from '../../src/replica/answerWhileHeld.ts';
import { createJobLease } from '../cluster/createJobLease.ts';
import { channelRef } from '../support/story.ts';

const INVOCATION: Invocation = {
  command: 'watches',
  args: {},
  channel: channelRef('c1'),
  person: { id: 'anna', isManager: false, isPublisher: false },
};

function beginLease() {
  let now = 0;
  const asked = { isOurs: true, times: 0 };
  const lease = createJobLease({
    monotonic: () => now,
    renew: async () => {
      asked.times += 1;
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
