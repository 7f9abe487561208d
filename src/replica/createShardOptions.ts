import type { Shards } from '../chat/shards.ts';
import type { EndReason } from '../cluster/engine/ownedJobs.ts';
import { waitForTurn } from '../cluster/waitForTurn.ts';
import { waitUntilHeld } from '../cluster/waitUntilHeld.ts';
import { SECOND } from '../duration.ts';
import type { Log } from '../log.ts';
import { SHARED_PREFIX } from '../store/partitions.ts';
import { aborted } from './aborted.ts';
import type { Connections } from './connectReplica.ts';
import { ownJobs } from './ownJobs.ts';

/** Discord takes one IDENTIFY of a bot in five seconds. */
const IDENTIFY = { key: `${SHARED_PREFIX}identify`, everyMs: 5 * SECOND };

export interface ShardParts {
  readonly connections: Pick<Connections, 'redis' | 'members' | 'stores'>;
  readonly log: Log;
  /** Ends the process: the platform refuses the bot for good. */
  readonly fail: (error: unknown) => void;
  /** Called with what hands the shards over. */
  readonly onOwning: (handOver: () => Promise<void>) => void;
}

/** How a replica opens the shards of Discord: its share of them, each in one replica at a time. */
export function createShardOptions({ connections, log, fail, onOwning }: ShardParts) {
  const { redis, members } = connections;
  return {
    waitForIdentify: (_shard: number, signal: AbortSignal): Promise<void> =>
      waitForTurn(redis, IDENTIFY, signal),
    async openShards(shards: Shards): Promise<void> {
      const count = await shards.count();
      if (count === undefined) return;
      // Replicas that know another number, or none yet, own none of these: each number has to be complete by itself.
      const queue = `shards-of-${count}`;
      const handOver = await ownJobs(
        {
          queue,
          job: 'shard',
          count,
          async run(id, lease, signal) {
            log.info({ shard: id }, 'owns a shard of Discord');
            // Where Redis does not answer, it may be so for this replica alone, and the shard be another's.
            const ensureOwned = () => waitUntilHeld(lease, redis.time, signal);
            shards.open({ id, count }, ensureOwned).catch(fail);
            await aborted(signal);
            const isLost = signal.reason === ('lost' satisfies EndReason);
            await (isLost ? shards.abandon(id) : shards.close(id));
            log.info({ shard: id }, isLost ? 'has left a shard that was lost' : 'has handed over a shard');
          },
        },
        { ...connections, members: await members.serve(queue) },
        log,
      );
      onOwning(handOver);
    },
  };
}
