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
  const error = findRefusal(world, account, id, now);
  if (error !== undefined) return { kind: 'refused', error };
  const facts = { id: createId(world, '180'), containerId: id, account, publishedAt: now };
  return { kind: 'published', post: addPost(world, facts) };
}

/**
 * Takes a FINISHED container, which is published at that time; twice where it is taken twice before.
 *
 * @returns the id of the post, or why it is refused
 */
export function takeContainer(
  world: World,
  account: Account,
  container: string,
  { now, at }: { readonly now: number; readonly at: number },
): { readonly post: string } | { readonly error: ErrorSpec } {
  recordFirstCall(world, container, now);
  const error = findRefusal(world, account, container, now);
  if (error !== undefined) return { error };
  const post = createId(world, '180');
  world.publishing.push({ post, container, account, at });
  publishTaken(world, now);
  return { post };
}

/** Publishes what was taken before, and whose time has come. */
export function publishTaken(world: World, now: number): void {
  const due = world.publishing.filter(({ at }) => at <= now);
  for (const taken of due) {
    world.publishing.splice(world.publishing.indexOf(taken), 1);
    addPost(world, { ...taken, id: taken.post, containerId: taken.container, publishedAt: taken.at });
  }
}

function findRefusal(world: World, account: Account, id: string, now: number): ErrorSpec | undefined {
  const state = readContainerState(world, account, id, now);
  if (state.kind === 'error') return state.error;
  if (state.kind !== 'status' || state.status !== 'FINISHED') return NOT_READY;
  const quota = readQuota(world, account, 'posts', now);
  return quota.kind === 'known' && quota.usage >= quota.total ? QUOTA_USED_UP : undefined;
}

function addPost(world: World, { id, containerId, account, publishedAt }: Post): Post {
  const post: Post = { id, containerId, account, publishedAt };
  world.postsByContainer.set(containerId, post);
  world.postsById.set(id, post);
  return post;
}
