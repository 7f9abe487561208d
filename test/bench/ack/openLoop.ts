import { setTimeout as delay } from 'node:timers/promises';

/** Whoever is not acknowledged by then never will be; Discord and Slack give up after 3 s. */
const PATIENCE = 5_000;

const CHECK_EVERY = 20;

/**
 * Asks at a steady pace, whether or not what was asked before is answered: as many people would who know nothing of
 * each other.
 *
 * @returns from the moment each was to be asked to its acknowledgement, ms; an asking that came late counts against us
 */
export async function measureOpenLoop(
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
  ask: (index: number) => void,
  acknowledged: () => ReadonlyMap<number, number>,
): Promise<number[]> {
  const begun = performance.now();
  const dueAt = (index: number): number => begun + (index * 1_000) / perSecond;
  for (let index = 0; index < count; index += 1) {
    const wait = dueAt(index) - performance.now();
    if (wait > 0) await delay(wait);
    ask(index);
  }
  const last = performance.now() + PATIENCE;
  while (acknowledged().size < count && performance.now() < last) await delay(CHECK_EVERY);
  const at = acknowledged();
  return Array.from({ length: count }, (_, index) => (at.get(index) ?? last) - dueAt(index));
}
