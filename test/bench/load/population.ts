import type { ChannelRef } from '../../../src/channelRef.ts';
import { HOUR, MINUTE } from '../../../src/duration.ts';
import { createRandom } from '../support/random.ts';
import type { SeededWatch } from '../support/seedWatches.ts';
import type { ContainerStatus } from '../support/threadsServer.ts';

export const PLATFORM = 'terminal';
export const WORKSPACE = 'w1';
export const ACCOUNTS = Array.from({ length: 20 }, (_, index) => `brand-${index}`);

const CHANNELS = 200;

/** How many containers each `watch` command named. */
export const PER_MESSAGE = 4;

/** The measured rounds: `due` checks each, run `times` times, the first one `ahead` ms from now. */
export const ROUNDS = [
  { due: 10, times: 9, ahead: 10 * MINUTE },
  { due: 1_000, times: 5, ahead: 30 * MINUTE },
] as const;

/** The interval between the measured rounds. */
export const ROUND_INTERVAL = MINUTE;

const SEED = 7;

/** Containers are numbered: the idle ones from 0, the active ones from here. */
const FIRST_ACTIVE = 1_000_000;

/**
 * Creates idle watches: their early checks are over, and the next one is at 23 h. Only the last early checks of some of
 * them fall due in the measured rounds.
 */
export function createIdle(count: number, now: number): SeededWatch[] {
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

/** Creates watches in their first minutes. Each is checked once a minute, equally many in every second. */
export function createActive(count: number, now: number): SeededWatch[] {
  return Array.from({ length: count }, (_, index) => ({
    ...describe(FIRST_ACTIVE + index),
    ...activeAt(now + (index * MINUTE) / count, 1 + (index % 2)),
  }));
}

/** The status of a container. It does not change during the measurement. */
export function statusOf(container: string): ContainerStatus {
  return { status: Number(container.slice(3)) < FIRST_ACTIVE ? 'FINISHED' : 'IN_PROGRESS' };
}

function activeAt(nextCheckAt: number, checks: number) {
  return { createdAt: nextCheckAt - checks * MINUTE, nextCheckAt, checks, status: 'IN_PROGRESS' };
}

function describe(index: number): Pick<SeededWatch, 'account' | 'container' | 'channel'> {
  // The watches of a channel belong to one account.
  const number = index % CHANNELS;
  const channel: ChannelRef = { platform: PLATFORM, workspace: WORKSPACE, id: `c${number}` };
  return {
    account: ACCOUNTS[number % ACCOUNTS.length] ?? '',
    container: `179${String(index).padStart(14, '0')}`,
    channel,
  };
}
