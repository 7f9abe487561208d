/** What one replica knows when it decides how many jobs to own. */
export interface Standing {
  /** The jobs that it owns and does not hand over already, the longest owned first. */
  readonly owned: readonly number[];
  /** Its place among the live replicas, from 0, in an order on which all agree. */
  readonly rank: number;
  /** How many replicas are live; at least 1. */
  readonly live: number;
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
export function balance({ owned, rank, live, count }: Standing): Balance {
  const share = Math.floor(count / live) + (rank < count % live ? 1 : 0);
  return { share, handOver: owned.slice(share).reverse() };
}
