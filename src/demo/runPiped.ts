import { createInterface } from 'node:readline';
import type { Demo } from './demo.ts';

/** Runs the lines one after the other. The clock moves only with `wait`. */
export async function runPiped(demo: Demo, input: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    await demo.type(line);
}
