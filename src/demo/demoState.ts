import { z } from 'zod';
import type { Collection } from '../store/store.ts';

/** The state from which a demo with a store continues: time, last message number, the buttons, and the sandbox's snapshot. */
export const demoStateSchema = z.object({
  version: z.literal(1),
  now: z.number(),
  lastNumber: z.number(),
  /** Not there in a state that was stored before buttons had numbers. */
  buttons: z
    .object({
      last: z.number(),
      open: z
        .array(
          z.object({
            number: z.number(),
            message: z.string(),
            label: z.string(),
            command: z.string(),
            args: z.record(z.string(), z.string()),
          }),
        )
        .readonly(),
    })
    .optional(),
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
