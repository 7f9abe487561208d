import type { ThreadsError } from './errors.ts';
import type { ContainerReading } from './status.ts';

/** What a status call brought: an answer about this container, for now (`not-found`) for good (`refused`), or an error of this container alone (`failing`). */
export type ContainerAnswer =
  | { readonly kind: 'read'; readonly reading: ContainerReading }
  | { readonly kind: 'not-found'; readonly error: ThreadsError }
  /** `isAlone` where another container of the account was answered since. */
  | { readonly kind: 'failing'; readonly error: ThreadsError; readonly isAlone: boolean }
  | { readonly kind: 'refused'; readonly error: ThreadsError };
