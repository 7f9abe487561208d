import { SECOND } from '../duration.ts';
import type { ThreadsPost } from '../threads/api.ts';

/** Threads' clock and ours may differ by somewhat more than what its answers show, which is whole seconds. */
const SLACK = 5 * SECOND;

/**
 * The post that a container became, of an account's newest ones: the only one that was published since the call. Where
 * several were, nobody can tell.
 *
 * @param calledAt by Threads' clock, ms since the epoch
 */
export function findPost(posts: readonly ThreadsPost[], calledAt: number): ThreadsPost | undefined {
  const fitting = posts.filter(({ publishedAt = 0 }) => publishedAt >= calledAt - SLACK);
  return fitting.length === 1 ? fitting[0] : undefined;
}
