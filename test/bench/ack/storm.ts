import type { ChannelRef } from '../../../src/channelRef.ts';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import type { SeededWatch } from '../support/seedWatches.ts';
import type { Shown } from '../support/threadsServer.ts';

const WATCHES = 2_000;
export const STORM_CHANNELS = 40;

/** How many containers each `watch` named. */
export const PER_MESSAGE = 20;

/** From the start of the bot: checks fall due all the while that people ask. */
const SPAN = { from: SECOND, to: 14 * SECOND };

/** Watches whose checks fall due one after the other, more than a hundred a second; every second one has failed. */
export function createStorm(channels: readonly ChannelRef[], now: number): SeededWatch[] {
  return Array.from({ length: WATCHES }, (_, index) => {
    const nextCheckAt = now + SPAN.from + ((SPAN.to - SPAN.from) * index) / WATCHES;
    return {
      account: 'brand',
      container: `178${String(index).padStart(14, '0')}`,
      channel: channels[index % channels.length] ?? NOWHERE,
      createdAt: nextCheckAt - 2 * MINUTE,
      nextCheckAt,
      checks: 2,
      status: 'IN_PROGRESS',
    };
  });
}

/** What Threads says of the storm's containers, and of those that people ask about. */
export function showStorm(container: string): Shown {
  const isFailing = container.startsWith('178') && Number(container.at(-1)) % 2 === 1;
  return isFailing
    ? { status: 'ERROR', errorMessage: 'FAILED_DOWNLOADING_VIDEO' }
    : { status: 'IN_PROGRESS' };
}

const NOWHERE: ChannelRef = { platform: 'terminal', workspace: '', id: '' };
