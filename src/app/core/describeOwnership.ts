/** What a replica owns at a moment. */
export interface Ownership {
  readonly partitions: readonly number[];
  /** How many partitions there are in all. */
  readonly count: number;
  /** How many replicas live, this one included. */
  readonly replicas: number;
  /** How many writes Redis has refused this replica, because it did not own their partition any more. */
  readonly refusedWrites: number;
}

/** Says what a replica owns, a line for each thing: for `/readyz`. Pure. */
export function describeOwnership({ partitions, count, replicas }: Ownership): string[] {
  const owned = partitions.length === 0 ? 'no partition' : `partitions ${partitions.join(', ')}`;
  return [`owns ${owned} of ${count}`, `replicas: ${replicas}`];
}
