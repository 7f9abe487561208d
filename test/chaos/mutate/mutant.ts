/** A planted bug: a slip that somebody could make in one stage of the way from what happens to what is told. */
export interface Mutant {
  /** The stage that it breaks. */
  readonly stage: string;
  /** From the root of the project. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Of which kind the histories are that can show it; any by default. */
  readonly kind?: 'cluster';
}
