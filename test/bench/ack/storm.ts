import { MINUTE, SECOND } from '../../../src/duration.ts';
import type { Place } from '../../../src/place.ts';
import type { SeededWatch } from '../support/seedWatches.ts';
import type { Shown } from '../support/threadsServer.ts';

const WATCHES = 2_000;
export const STORM_CHANNELS = 40;

/** How many containers each `watch` named. */
export const PER_MESSAGE = 20;

/** From the start of the bot: looks fall due all the while that people ask. */
const SPAN = { from: SECOND, to: 14 * SECOND };

/** Watches whose looks fall due one after the other, more than a hundred a second; every second one has failed. */
export function createStorm(places: readonly Place[], now: number): SeededWatch[] {
  return Array.from({ length: WATCHES }, (_, index) => {
    const nextLookAt = now + SPAN.from + ((SPAN.to - SPAN.from) * index) / WATCHES;
    return {
      account: 'brand',
      container: `178${String(index).padStart(14, '0')}`,
      place: places[index % places.length] ?? NOWHERE,
      createdAt: nextLookAt - 2 * MINUTE,
      nextLookAt,
      looks: 2,
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

const NOWHERE: Place = { platform: 'terminal', workspace: '', channel: '' };
