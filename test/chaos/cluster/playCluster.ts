import type { RedisPair } from '../../support/redisPair.ts';
import { END, type History } from '../history.ts';
import { openWay } from '../ownedContainers.ts';
import { People } from '../people.ts';
import type { Transcript } from '../transcript.ts';
import { CHANNELS } from '../world.ts';
import { Cluster } from './cluster.ts';
import { channelsOf, PARTITIONS } from './partitions.ts';

/** What came of a history of a cluster. */
export interface ClusterOutcome {
  /** One for each partition, which the judge looks at by itself. */
  readonly partitions: readonly { readonly channels: readonly number[]; readonly transcript: Transcript }[];
  /** How many writes Redis refused, because their lease was not theirs. */
  readonly refusedWrites: number;
}

/**
 * Plays a history on some replicas from its start until all that is to be told has been told.
 *
 * @param redis emptied
 */
export async function playCluster(history: History, redis: RedisPair): Promise<ClusterOutcome> {
  const way = openWay(history);
  const cluster = await Cluster.start(history, redis, way);
  const people = new People({
    history,
    answer: (invocation) => cluster.answer(invocation),
    sandboxUrl: () => cluster.sandboxUrl,
    now: () => cluster.now,
    way,
    interruptions: () => cluster.repeatedCommands,
  });
  try {
    for (const event of history.events) {
      await cluster.passUntil(event.at);
      await cluster.happen(event, people);
    }
    await cluster.passUntil(END);
    const lists: string[] = [];
    for (const index of CHANNELS.keys()) lists.push(await people.dispatch(index, 'watches', {}));
    const transcripts = cluster.conclude();
    return {
      partitions: Array.from({ length: PARTITIONS }, (_, partition) => ({
        channels: channelsOf(partition),
        transcript: { ...transcripts(partition), typed: people.typed, bornAt: people.bornAt, lists },
      })),
      refusedWrites: cluster.refusedWrites,
    };
  } finally {
    await cluster.close();
    await way.close();
  }
}
