/** Lets the event loop turn so many times: what needs no more of them has been done then. */
export async function flushTurns(count: number): Promise<void> {
  for (let turns = 0; turns < count; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
