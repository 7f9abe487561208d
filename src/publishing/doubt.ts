import { isNetworkFault, type ThreadsError, type ThreadsErrorKind } from '../threads/errors.ts';

/**
 * How much is open after a call that published nothing as far as it was answered. `not-made`: it never reached Threads.
 * `settled`: Threads refused it. `doubtful`: an answer after which containers were found published all the same. `lost`:
 * Threads may still be at it, for minutes.
 */
export const DOUBTS = ['settled', 'doubtful', 'lost'] as const;

export type Doubt = (typeof DOUBTS)[number];

/** Answers that were seen although the container became PUBLISHED. */
const DOUBTFUL: ReadonlySet<ThreadsErrorKind> = new Set(['not-visible', 'permission']);

/** Kinds of errors that Threads answers before it looks at a container, whatever the HTTP status. */
const SETTLED: ReadonlySet<ThreadsErrorKind> = new Set([
  'token',
  'limited',
  'app-limited',
  'app-blocked',
  'app-or-account',
  'restricted',
]);

/** What an error of the call that publishes leaves open. Pure. */
export function doubtOf({ kind, httpStatus }: Pick<ThreadsError, 'kind' | 'httpStatus'>): Doubt | 'not-made' {
  // A pause, a token that is none, a network that reaches nobody: they end a call before it is made.
  if (isNetworkFault(kind) || (httpStatus === undefined && SETTLED.has(kind))) return 'not-made';
  if (SETTLED.has(kind)) return 'settled';
  if (httpStatus === undefined || kind === 'outage' || kind === 'unreadable') return 'lost';
  if (DOUBTFUL.has(kind)) return 'doubtful';
  if (httpStatus < 500) return 'settled';
  return kind === 'unknown' ? 'lost' : 'doubtful';
}
