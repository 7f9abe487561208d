import { SECOND } from '../duration.ts';

/** The rounds of all partitions begin within so long; the next ones come five seconds after the first of these. */
const SPREAD = 4 * SECOND;

/**
 * How much later than its schedule says a partition's work begins, ms. If all began together, they would take the processor from
 * the commands that come meanwhile, and keep so many checks in hand that V8 takes them for objects that live long.
 */
export function roundDelay(partition: number, partitions: number): number {
  return (partition / partitions) * SPREAD;
}
