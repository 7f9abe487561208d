/**
 * How many watches may run at once, by what they count for. One account's smallest call budget carries several thousand
 * watches a day; a team that publishes a lot has dozens. Whoever goes on beyond that made a mistake, or means harm.
 */
export const WATCH_LIMITS = { channel: 1_000, person: 300, workspace: 4_000 } as const;

/** The same where a publishing program begins them: an account can hardly publish more in the day that each may last. */
export const HOOK_LIMITS = { channel: 5_000, person: Number.POSITIVE_INFINITY, workspace: 20_000 } as const;

export type WatchScope = keyof typeof WATCH_LIMITS;

/** How many watches run: in a channel, begun by a person, in a workspace. */
export type WatchCounts = Readonly<Record<WatchScope, number>>;

/** A limit that a command would exceed. */
export interface ExceededLimit {
  readonly scope: WatchScope;
  readonly count: number;
  readonly limit: number;
}

/** A `watch` asks for more than may run at once; nothing was begun. */
export class WatchLimitError extends Error {
  override readonly name = 'WatchLimitError';
  readonly code = 'watch_limit';
  readonly exceeded: ExceededLimit;

  constructor(exceeded: ExceededLimit) {
    super(`the limit of ${exceeded.limit} watches for one ${exceeded.scope} would be exceeded`);
    this.exceeded = exceeded;
  }
}

/** Finds the first limit that so many new watches would exceed. What runs already never counts as new. Pure. @param isByHook whether a program begins them */
export function findExceededLimit(
  counts: WatchCounts,
  added: number,
  isByHook: boolean,
): ExceededLimit | undefined {
  if (added === 0) return undefined;
  const scopes: readonly WatchScope[] = ['channel', 'person', 'workspace'];
  const limits: WatchCounts = isByHook ? HOOK_LIMITS : WATCH_LIMITS;
  const scope = scopes.find((each) => counts[each] + added > limits[each]);
  return scope && { scope, count: counts[scope], limit: limits[scope] };
}
