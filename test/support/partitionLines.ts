/** What a replica logs when it begins to own a partition. */
export const OWNS = 'owns a partition';

/** What it logs when it owns one no more: handed over by itself, or lost. */
export const LEFT: readonly string[] = ['has handed over a partition', 'has left a partition that was lost'];

/** The partitions that a replica says it owns at `/readyz`. */
export function parseOwned(readyz: string): number[] {
  const [, partitions] = /^owns partitions ([\d, ]+) of/m.exec(readyz) ?? [];
  return partitions?.split(', ').map(Number) ?? [];
}
