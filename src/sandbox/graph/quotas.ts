import { DAY } from '../../duration.ts';
import type { QuotaStep, Quotas } from '../schema/quota.ts';
import type { Account } from '../schema/scenario.ts';
import { findReachedSteps } from './timeline.ts';
import type { World } from './world.ts';

/** The documented totals, for a quota whose total the scenario does not set. */
const DOCUMENTED_TOTALS = {
  posts: 250,
  replies: 1000,
  deletes: 100,
  location_searches: 500,
} as const satisfies Record<keyof Quotas, number>;

/** The documented rolling window; ms. */
const DOCUMENTED_WINDOW = DAY;

export type QuotaPair = keyof Quotas;

/** The scope that each pair needs, in addition to `threads_basic`. */
const SCOPES = {
  posts: 'threads_content_publish',
  replies: 'threads_manage_replies',
  deletes: 'threads_delete',
  location_searches: 'threads_location_tagging',
} as const satisfies Record<QuotaPair, string>;

/** The granted scopes, derived from the scenario's quotas. */
export function findScopes(quotas: Quotas): string[] {
  const pairs = Object.keys(SCOPES) as QuotaPair[];
  return [
    'threads_basic',
    ...pairs.filter((pair) => quotas[pair] !== 'no-scope').map((pair) => SCOPES[pair]),
  ];
}

export type Quota =
  | { readonly kind: 'known'; readonly usage: number; readonly total: number; readonly window: number }
  | { readonly kind: 'no-scope' };

/** Reads a quota. Posts that the account published in the sandbox within the window (ms) are added to the scenario's usage. */
export function readQuota(world: World, account: Account, pair: QuotaPair, now: number): Quota {
  const quota = world.scenario.quotas[pair];
  if (quota === 'no-scope') return { kind: 'no-scope' };
  const { usage, total, window } = playSteps(quota ?? [], DOCUMENTED_TOTALS[pair], now - world.startedAt);
  const posts = pair === 'posts' ? countPosts(world, account, now - window) : 0;
  return { kind: 'known', usage: usage + posts, total, window };
}

function playSteps(steps: readonly QuotaStep[], documentedTotal: number, elapsed: number) {
  let usage = 0;
  let total = documentedTotal;
  let window: number = DOCUMENTED_WINDOW;
  for (const step of findReachedSteps(steps, elapsed)) {
    usage = step.usage ?? usage;
    total = step.total ?? total;
    window = step.window ?? window;
  }
  return { usage, total, window };
}

function countPosts(world: World, account: Account, since: number): number {
  let count = 0;
  for (const post of world.postsById.values()) {
    if (post.account.id === account.id && post.publishedAt > since) count += 1;
  }
  return count;
}
