import type { ChannelRef } from '../../../src/channelRef.ts';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import type { SeededWatch } from '../support/seedWatches.ts';
import type { ContainerStatus } from '../support/threadsServer.ts';

const WATCHES = 2_000;
export const STORM_CHANNELS = 40;

/** How many containers each `watch` command named. */
export const PER_MESSAGE = 20;

/** When checks fall due, counted from the start of the bot: during the whole time in which commands are sent. */
const SPAN = { from: SECOND, to: 14 * SECOND };

/** Creates watches of which more than a hundred fall due per second; every second container has failed. */
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

/** The status of the storm's containers, and of those in commands. */
export function stormStatusOf(container: string): ContainerStatus {
  const isFailing = container.startsWith('178') && Number(container.at(-1)) % 2 === 1;
  return isFailing
    ? { status: 'ERROR', errorMessage: 'FAILED_DOWNLOADING_VIDEO' }
    : { status: 'IN_PROGRESS' };
}

const NOWHERE: ChannelRef = { platform: 'terminal', workspace: '', id: '' };
