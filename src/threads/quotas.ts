/** The four usage/total pairs of an account, as people name them. */
export const QUOTA_PAIRS = ['posts', 'replies', 'deletes', 'location_searches'] as const;

export type QuotaPair = (typeof QUOTA_PAIRS)[number];

/**
 * What Threads said of one pair: it answered, it did not and is unknown, never 0, or one half came without the other.
 * Counts are of a rolling window, whose length is absent where Threads left it out.
 */
export type QuotaAnswer =
  | {
      readonly kind: 'known';
      readonly used: number;
      /** 0 where the account may not do this at all. */
      readonly total: number;
      readonly windowSeconds?: number | undefined;
    }
  | { readonly kind: 'unknown'; readonly missingScope: string }
  | {
      readonly kind: 'partial';
      readonly used?: number | undefined;
      readonly total?: number | undefined;
      readonly windowSeconds?: number | undefined;
    };

export type QuotaReading = Readonly<Record<QuotaPair, QuotaAnswer>>;

/** Whether anything was answered: that scopes are missing for all pairs may come from memory, and proves nothing. */
export function hasAnswered(reading: QuotaReading): boolean {
  return QUOTA_PAIRS.some((pair) => reading[pair].kind === 'known');
}
