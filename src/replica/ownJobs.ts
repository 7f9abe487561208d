import { BullEngine } from '../cluster/engine/bullEngine.ts';
import { OwnedJobs, type Run } from '../cluster/engine/ownedJobs.ts';
import type { Replicas } from '../cluster/engine/replicas.ts';
import type { Log } from '../log.ts';
import type { Connections } from './connectReplica.ts';

/** How long a lock holds that its owner does not renew, and how often it is looked for such locks, ms. */
const LOCK = { lockMs: 5_000, stalledMs: 2_000 };

/** Jobs that never end, of which each replica that serves their queue owns its share. */
export interface JobKind {
  /** The name of their queue. */
  readonly queue: string;
  /** What one of them is called, such as `partition`. */
  readonly job: string;
  readonly count: number;
  readonly run: Run;
  /** As of `OwnedJobs`. */
  readonly onRunsNothing?: (reason: string, asideMs: number) => void;
}

/** What owned jobs need of a replica. */
export interface JobParts extends Pick<Connections, 'redis' | 'stores'> {
  /** The replicas that serve the queue of these jobs. */
  readonly members: Replicas;
}

/**
 * Begins to own this replica's share of some jobs.
 * @returns hands them all over
 */
export async function ownJobs(
  { queue, job, count, run, onRunsNothing }: JobKind,
  { redis, members, stores }: JobParts,
  log: Log,
): Promise<() => Promise<void>> {
  const engine = await BullEngine.open(redis, { queue, job, count, ...LOCK });
  const owned = new OwnedJobs({
    engine,
    redis: {
      isAway: () => redis.incidents.isOpen,
      probe: () =>
        Promise.all([redis.connection, stores.connection].map((each) => each.run((client) => client.ping()))),
    },
    replicas: members,
    job,
    count,
    lockMs: LOCK.lockMs,
    run,
    ...(onRunsNothing && { onRunsNothing }),
    time: redis.time,
    log,
    onLate: (ms) => redis.incidents.reportLate(ms, LOCK.lockMs),
    onError: (error) => redis.report(error),
  });
  owned.start();
  return async () => {
    await owned.stop();
    await engine.close();
  };
}
