import type { ThreadsError } from './errors.ts';
import type { ContainerReading } from './status.ts';

/** What a status call brought: an answer about this container, for now (`not-found`) or for good (`refused`). */
export type ContainerAnswer =
  | { readonly kind: 'read'; readonly reading: ContainerReading }
  | { readonly kind: 'not-found'; readonly error: ThreadsError }
  | { readonly kind: 'refused'; readonly error: ThreadsError };
