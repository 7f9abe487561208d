/** What one replica knows when it decides how many jobs to own. */
export interface Standing {
  /** The jobs that it owns and does not hand over already, the longest owned first. */
  readonly owned: readonly number[];
  /** Its place among the replicas that share the jobs, from 0, in an order on which all agree. */
  readonly rank: number;
  /** How many replicas share the jobs; at least 1. */
  readonly sharing: number;
  /** How many jobs there are. */
  readonly count: number;
}

export interface Balance {
  /** How many jobs this replica shall own. The shares of all replicas add up to the count and differ by one at most. */
  readonly share: number;
  /** The jobs that it has to hand over, the last granted first, because they have the least in their caches. */
  readonly handOver: readonly number[];
}

/** Decides how many of the jobs a replica owns. It takes jobs only below its share, so that none goes back and forth. */
export function balance({ owned, rank, sharing, count }: Standing): Balance {
  const share = Math.floor(count / sharing) + (rank < count % sharing ? 1 : 0);
  return { share, handOver: owned.slice(share).reverse() };
}
