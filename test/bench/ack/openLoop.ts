import { setTimeout as delay } from 'node:timers/promises';

/** In ms. Later acknowledgements don't count, since Discord and Slack give up after 3 s. */
const TIMEOUT = 5_000;

const POLL_INTERVAL = 20;

/**
 * Sends commands at a constant rate, whether or not earlier ones were acknowledged, as independent people do (open loop).
 *
 * @returns for each command, the time from when it was due to its acknowledgement, ms; so a late send counts as latency
 */
export async function measureOpenLoop(
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
  sendCommand: (index: number) => void,
  acknowledged: () => ReadonlyMap<number, number>,
): Promise<number[]> {
  const startedAt = performance.now();
  const dueAt = (index: number): number => startedAt + (index * 1_000) / perSecond;
  for (let index = 0; index < count; index += 1) {
    const wait = dueAt(index) - performance.now();
    if (wait > 0) await delay(wait);
    sendCommand(index);
  }
  const deadline = performance.now() + TIMEOUT;
  while (acknowledged().size < count && performance.now() < deadline) await delay(POLL_INTERVAL);
  const at = acknowledged();
  return Array.from({ length: count }, (_, index) => (at.get(index) ?? deadline) - dueAt(index));
}
