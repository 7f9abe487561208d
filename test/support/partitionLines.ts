/** What a replica logs when it begins to own a partition. */
export const OWNS = 'owns a partition';

/** What it logs when it owns one no more: handed over by itself, or lost. */
export const LEFT: readonly string[] = ['has handed over a partition', 'has left a partition that was lost'];
