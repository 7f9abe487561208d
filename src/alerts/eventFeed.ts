import type { ChannelRef } from '../channelRef.ts';
import type { ErrorDetails } from '../threads/errorDetails.ts';
import type { QuotaPair } from '../threads/quotas.ts';
import type { ContainerEvent } from '../watches/containerEvent.ts';
import type { ContainerState } from '../watches/watch.ts';

interface EventFacts {
  /** Follows from the facts: an event that is decided twice has the same one. */
  readonly id: string;
  readonly channel: ChannelRef;
  readonly account: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** What happened to a container: what its channel is alerted to, and the good news of its live message. */
export type ContainerNews = ContainerEvent | { readonly kind: 'ready' } | { readonly kind: 'published' };

/** An event of a channel and an account, for programs. */
export type FeedEvent = EventFacts &
  (
    | {
        readonly kind: 'container';
        readonly news: ContainerNews;
        readonly container: string;
        readonly createdAt: number;
        readonly note?: string | undefined;
        readonly state: ContainerState;
        /** The id of the hook by which it was registered. */
        readonly hook?: string | undefined;
      }
    /** A program could not create a container. */
    | {
        readonly kind: 'create-error';
        readonly error: ErrorDetails;
        readonly note?: string | undefined;
        readonly hook: string;
      }
    | {
        readonly kind: 'quota';
        readonly news: 'reached' | 'recovered';
        readonly pair: QuotaPair;
        /** In per cent. */
        readonly threshold: number;
        readonly used: number;
        readonly total: number;
      }
  );

/** Takes events for the programs that asked for them. What people snooze or mute does not concern programs. */
export interface EventFeed {
  /**
   * Stores an event for each program that gets it; the same one again is stored once. Called before the record that it
   * follows from is stored, so that a crash loses none.
   *
   * @throws {StoreError} where the store fails
   */
  add(event: FeedEvent): Promise<void>;
}
