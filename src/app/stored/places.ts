import type { ChannelRef } from '../../channelRef.ts';

/** What a record names, by which its partition is found: the account first, else a workspace. */
export interface Named {
  readonly account?: string | undefined;
  readonly workspaces?: readonly string[];
  /** The hook with which it lies. */
  readonly hook?: string;
}

/**
 * Where the records of a collection lie when there are partitions: `shared`, what no partition has; `each`, a record that each
 * partition has of its own, of which the highest rank counts where they become one; `layout`, what says where all others lie;
 * `derived`, what each owner of a partition writes anew from the records in it.
 */
export type PlacementRule<T> =
  | { readonly kind: 'shared' }
  | { readonly kind: 'layout' }
  | { readonly kind: 'derived' }
  | { readonly kind: 'each'; readonly rank: (record: T) => number }
  | { readonly kind: 'named'; readonly of: (record: T) => Named };

export const SHARED = { kind: 'shared' } as const;

/** Of records about one channel, and perhaps an account. */
export const BY_CHANNEL = {
  kind: 'named',
  of: ({
    account,
    channel,
  }: {
    readonly account?: string | undefined;
    readonly channel: ChannelRef;
  }): Named => ({
    account,
    workspaces: [channel.workspace],
  }),
} as const;

/** Of records about one account, whoever uses it. */
export const BY_ACCOUNT = {
  kind: 'named',
  of: ({ account }: { readonly account: string }): Named => ({ account }),
} as const;

/** Of messages: what they are about lies with the account, where they tell of one. */
export function placeOfMessage({
  content,
  channel,
}: {
  readonly content: object;
  readonly channel: ChannelRef;
}): Named {
  const account = 'account' in content && typeof content.account === 'string' ? content.account : undefined;
  return { account, workspaces: [channel.workspace] };
}
