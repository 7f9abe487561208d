import { randomBytes } from 'node:crypto';
import type { ClusterRedis } from './clusterRedis.ts';

/** How long to wait before it is tried again, ms; a jitter is added. */
const RETRY = 250;

/**
 * Waits until this replica may do something of which there is one in so long over all replicas.
 *
 * @param key in Redis
 * @param everyMs how long a turn lasts
 * @throws the reason of the signal, once it is aborted
 */
export async function waitForTurn(
  { connection, time, incidents }: ClusterRedis,
  { key, everyMs }: { readonly key: string; readonly everyMs: number },
  signal: AbortSignal,
): Promise<void> {
  const id = randomBytes(8).toString('hex');
  for (;;) {
    signal.throwIfAborted();
    const isOurs = await connection
      .run((client) => client.set(key, id, { condition: 'NX', expiration: { type: 'PX', value: everyMs } }))
      .catch((error: unknown) => incidents.report(error));
    if (isOurs === 'OK') return;
    await time.wait(RETRY * (1 + Math.random()), signal);
  }
}
