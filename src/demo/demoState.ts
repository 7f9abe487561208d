import { z } from 'zod';
import type { Collection } from '../store/store.ts';

/** What a demo with a store goes on from: the time, the last message's number, and the sandbox's own memory. */
export const demoStateSchema = z.object({
  version: z.literal(1),
  now: z.number(),
  lastNumber: z.number(),
  sandbox: z.object({ startedAt: z.number(), bornAt: z.record(z.string(), z.number()) }),
});

export type DemoState = z.infer<typeof demoStateSchema>;

const KEY = 'state';

export function readDemoState(records: Collection<DemoState>): Promise<DemoState | undefined> {
  return records.get(KEY);
}

export function writeDemoState(records: Collection<DemoState>, state: DemoState): Promise<void> {
  return records.set(KEY, state);
}
