import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import { readContainerState } from './containerLife.ts';
import { readQuota } from './quotas.ts';
import { createId, type Post, recordFirstCall, type World } from './world.ts';

type Publishing =
  | { readonly kind: 'published'; readonly post: Post }
  | { readonly kind: 'refused'; readonly error: ErrorSpec };

/** The error for a container that is not ready, or already published. */
const NOT_READY: ErrorSpec = { code: 24, error_subcode: 4279009 };

/** Not documented for Threads. This is the error of Instagram's content publishing. */
const QUOTA_USED_UP: ErrorSpec = { code: 9, error_subcode: 2207042 };

/** Publishes a FINISHED container, unless the posts quota is used up. */
export function publishContainer(world: World, account: Account, id: string, now: number): Publishing {
  recordFirstCall(world, id, now);
  const state = readContainerState(world, account, id, now);
  if (state.kind === 'error') return { kind: 'refused', error: state.error };
  if (state.kind !== 'status' || state.status !== 'FINISHED') return { kind: 'refused', error: NOT_READY };
  const quota = readQuota(world, account, 'posts', now);
  if (quota.kind === 'known' && quota.usage >= quota.total) return { kind: 'refused', error: QUOTA_USED_UP };
  const post: Post = { id: createId(world, '180'), containerId: id, account, publishedAt: now };
  world.postsByContainer.set(id, post);
  world.postsById.set(post.id, post);
  return { kind: 'published', post };
}
