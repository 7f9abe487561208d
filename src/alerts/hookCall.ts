import type { ChannelRef } from '../channelRef.ts';
import type { GraphError } from '../threads/readGraphError.ts';
import type { PublishedPost } from '../watches/watch.ts';

/** What a publishing program says of its containers, where it says it. `createdAt` is in ms since the epoch. */
interface ReportedFacts {
  /** What people call them, at most 500 characters. */
  readonly note?: string | undefined;
  readonly createdAt?: number | undefined;
}

/** One call of a publishing program to its hook, read and checked. */
export type HookCall = ReportedFacts &
  (
    | { readonly kind: 'watch'; readonly containers: readonly string[] }
    | { readonly kind: 'published'; readonly container: string; readonly post: PublishedPost }
    /** Threads answered the program with an error; without a container, when it was to be created. */
    | { readonly kind: 'error'; readonly container?: string | undefined; readonly error: GraphError }
  );

/** The hook that was called: where it reports to, of which account, and who made it. */
export interface CalledHook {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelRef;
  readonly account: string;
  readonly by: string;
  /** Whether its program has ever reported a container as published. */
  readonly reportsPublished?: boolean | undefined;
}

/** What became of a container that a call named. */
export interface HookOutcome {
  readonly container: string;
  /** Whether it is watched now. */
  readonly watching: boolean;
}

/** Takes calls of hooks. */
export interface HookIntake {
  /**
   * Stores what a call says. What follows from it, such as a check, goes on after this resolves.
   *
   * @param now ms since the epoch
   * @throws {WatchLimitError} where more would be watched than may be
   * @throws {StoreError} where the store fails; the program should call again
   */
  take(hook: CalledHook, call: HookCall, now: number): Promise<readonly HookOutcome[]>;
}
