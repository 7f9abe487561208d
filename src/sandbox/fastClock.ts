import type { Clock } from '../clock.ts';

/** A clock that starts at the present time of another one, and runs `speed` times as fast. */
export function createFastClock(clock: Clock, speed: number): Clock {
  const start = clock.now();
  return { now: () => Math.round(start + (clock.now() - start) * speed) };
}
