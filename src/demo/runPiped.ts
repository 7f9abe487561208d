import { createInterface } from 'node:readline';
import type { Demo } from './demo.ts';

/** Runs each line to its end before the next; the clock stands still but for `wait`. */
export async function runPiped(demo: Demo, input: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    await demo.type(line);
}
