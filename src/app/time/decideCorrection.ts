import { SECOND } from '../../duration.ts';
import type { LifeSign, Machine } from './lifeSign.ts';

/** A smaller difference is drift, and the rounding of what the machine says. */
const TOLERANCE = 5 * SECOND;

/** By how much the stored times are ahead of the clock. */
export interface Correction {
  /** ms */
  readonly by: number;
  /** Whether that is known exactly. Otherwise it is the least that is possible. */
  readonly isExact: boolean;
}

/**
 * Whether the stored times are ahead of the machine's clock: it was set back while the bot ran, which went on by its own
 * time, or while the bot was away. Within one boot of the machine, its uptime tells how long the bot was away. Pure.
 */
export function decideCorrection(last: LifeSign, machine: Machine): Correction | undefined {
  const now = machine.wall();
  const away = readAway(last, machine);
  const isExact = away !== undefined || now >= last.wallTime;
  // The time when the bot would be by its own clock, if it had gone on.
  const botTime = last.botTime + (away ?? Math.max(0, now - last.wallTime));
  const by = botTime - now;
  return by > TOLERANCE ? { by, isExact } : undefined;
}

/**
 * The same for a store that replicas on other machines use as well: the clocks of two machines differ, and that is no step
 * of either. So only a life sign of this boot of this machine tells, and it tells exactly. Pure.
 * @param now the bot's own time, which may be ahead of the wall clock: it has run since before the store was opened
 */
export function decideSharedCorrection(
  last: LifeSign,
  machine: Machine,
  now: number,
): Correction | undefined {
  const away = readAway(last, machine);
  if (away === undefined) return undefined;
  const by = last.botTime + away - now;
  return by > TOLERANCE ? { by, isExact: true } : undefined;
}

/** How long the bot was away, ms; `undefined` where nothing but the wall clock tells. */
function readAway(last: LifeSign, { uptime, bootId }: Machine): number | undefined {
  if (bootId === undefined || bootId !== last.bootId) return undefined;
  const away = uptime() - last.uptime;
  return away >= 0 ? away : undefined;
}
