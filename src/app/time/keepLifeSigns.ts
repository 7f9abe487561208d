import type { Clock } from '../../clock.ts';
import { SECOND } from '../../duration.ts';
import type { Store } from '../../store/store.ts';
import { createLifeSign, LifeSigns, type Machine } from './lifeSign.ts';

/** How often a life sign is stored. The store's own faults, such as a deleted database, are noticed by it as well. */
const INTERVAL = 15 * SECOND;

/**
 * Stores a life sign at once and then regularly.
 * @param clock the bot's own time
 * @returns ends it
 */
export function keepLifeSigns(store: Store, machine: Machine, clock: Clock): () => void {
  const lifeSigns = new LifeSigns(store);
  // A store that fails logs that itself.
  const write = (): void => void lifeSigns.write(createLifeSign(machine, clock.now())).catch(() => undefined);
  write();
  const timer = setInterval(write, INTERVAL).unref();
  return () => clearInterval(timer);
}
