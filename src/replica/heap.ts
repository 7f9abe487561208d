import { setFlagsFromString } from 'node:v8';

/** The flags of V8 that a replica sets while it runs. */
export const HEAP_FLAGS = {
  /**
   * V8 shrinks the heap whenever little happened for 8 s, and then lets it grow by little at a time. A replica is never quite idle,
   * so it would collect half as often again for the same checks. The time is a day, since the flag that turns it off is read once,
   * at the start.
   */
  '--gc-memory-reducer-start-delay-ms': 86_400_000,
  /**
   * A full collection walks all that lives, and of a replica with many partitions more lives than of a single process. So the heap
   * grows by 60 % before the next one, which is more than V8 chooses for a heap of this size.
   */
  '--heap-growing-percent': 60,
} as const;

/** Lets the collector run less often: then a check costs no more than in a single process. The figures are in `docs/bench.md`. */
export function letHeapGrow(): void {
  for (const [flag, value] of Object.entries(HEAP_FLAGS)) setFlagsFromString(`${flag}=${value}`);
}
