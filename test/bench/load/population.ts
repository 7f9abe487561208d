import type { ChannelRef } from '../../../src/channelRef.ts';
import { HOUR, MINUTE } from '../../../src/duration.ts';
import { createRandom } from '../support/random.ts';
import type { SeededWatch } from '../support/seedWatches.ts';
import type { Shown } from '../support/threadsServer.ts';

export const PLATFORM = 'terminal';
export const WORKSPACE = 'w1';
export const ACCOUNTS = Array.from({ length: 20 }, (_, index) => `brand-${index}`);

const CHANNELS = 200;

/** How many containers each `watch` named. */
export const PER_MESSAGE = 4;

/** Rounds that are measured, by how many checks are due in them: how often, and how far ahead of now the first is. */
export const ROUNDS = [
  { due: 10, times: 9, ahead: 10 * MINUTE },
  { due: 1_000, times: 5, ahead: 30 * MINUTE },
] as const;

/** One round after the other falls due at this interval. */
export const ROUND_INTERVAL = MINUTE;

const SEED = 7;

/** Containers are numbered: the parked ones from 0, the active ones from here. */
const FIRST_ACTIVE = 1_000_000;

/**
 * Watches whose early checks are over, and which wait for their 23rd hour: hours away, but for the few whose last early
 * check falls due in a round that is measured.
 */
export function createDelayed(count: number, now: number): SeededWatch[] {
  const random = createRandom(SEED);
  const dueInRounds = ROUNDS.flatMap(({ due, times, ahead }) =>
    Array.from({ length: due * times }, (_, index) => now + ahead + Math.floor(index / due) * ROUND_INTERVAL),
  );
  return Array.from({ length: count }, (_, index) => {
    const nextCheckAt = dueInRounds[index];
    if (nextCheckAt !== undefined)
      return {
        ...describe(index),
        createdAt: nextCheckAt - 4 * MINUTE,
        nextCheckAt,
        checks: 4,
        status: 'FINISHED',
      };
    const createdAt = now - 10 * MINUTE - random() * 20 * HOUR;
    return {
      ...describe(index),
      createdAt,
      nextCheckAt: createdAt + 23 * HOUR,
      checks: 5,
      status: 'FINISHED',
    };
  });
}

/** Watches in their first minutes: each is checked once a minute, as many in every second. */
export function createActive(count: number, now: number): SeededWatch[] {
  return Array.from({ length: count }, (_, index) => ({
    ...describe(FIRST_ACTIVE + index),
    ...beginAt(now + (index * MINUTE) / count, 1 + (index % 2)),
  }));
}

/** Nothing changes while it is measured: what is checked stays as it is. */
export function show(container: string): Shown {
  return { status: Number(container.slice(3)) < FIRST_ACTIVE ? 'FINISHED' : 'IN_PROGRESS' };
}

function beginAt(nextCheckAt: number, checks: number) {
  return { createdAt: nextCheckAt - checks * MINUTE, nextCheckAt, checks, status: 'IN_PROGRESS' };
}

function describe(index: number): Pick<SeededWatch, 'account' | 'container' | 'channel'> {
  // Each channel's watches are of one account.
  const number = index % CHANNELS;
  const channel: ChannelRef = { platform: PLATFORM, workspace: WORKSPACE, id: `c${number}` };
  return {
    account: ACCOUNTS[number % ACCOUNTS.length] ?? '',
    container: `179${String(index).padStart(14, '0')}`,
    channel,
  };
}
