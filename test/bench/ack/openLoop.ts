import { setTimeout as delay } from 'node:timers/promises';

/** In ms. What arrives later does not count, since Discord and Slack give up on an acknowledgement after 3 s. */
const TIMEOUT = 5_000;

const POLL_INTERVAL = 20;

/** When something arrived for each command, by its index; ms since this process started. */
export type Arrivals = () => ReadonlyMap<number, number>;

/**
 * Sends commands at a constant rate, whether or not earlier ones were acknowledged, as independent people do (open loop).
 *
 * @param arrivals what is measured, such as the acknowledgements
 * @returns for each of them and each command, the time from when the command was due, ms; so a late send counts as latency
 */
export async function measureOpenLoop<Name extends string>(
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
  sendCommand: (index: number) => void,
  arrivals: Readonly<Record<Name, Arrivals>>,
): Promise<Record<Name, number[]>> {
  const startedAt = performance.now();
  const dueAt = (index: number): number => startedAt + (index * 1_000) / perSecond;
  for (let index = 0; index < count; index += 1) {
    const wait = dueAt(index) - performance.now();
    if (wait > 0) await delay(wait);
    sendCommand(index);
  }
  const deadline = performance.now() + TIMEOUT;
  const all = Object.entries<Arrivals>(arrivals);
  const isMissing = (): boolean => all.some(([, read]) => read().size < count);
  while (isMissing() && performance.now() < deadline) await delay(POLL_INTERVAL);
  const latencies = all.map(([name, read]) => {
    const at = read();
    return [name, Array.from({ length: count }, (_, index) => (at.get(index) ?? deadline) - dueAt(index))];
  });
  return Object.fromEntries(latencies) as Record<Name, number[]>;
}
