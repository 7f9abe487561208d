/** The four usage/total pairs of an account, as people name them. */
export const QUOTA_PAIRS = ['posts', 'replies', 'deletes', 'location_searches'] as const;

export type QuotaPair = (typeof QUOTA_PAIRS)[number];

/**
 * A pair that answered (counts over the rolling window), one that did not and is unknown, never 0, or one that came in
 * part, so that nothing can be said of it this time.
 */
export type QuotaAnswer =
  | { readonly kind: 'known'; readonly used: number; readonly total: number; readonly windowSeconds: number }
  | { readonly kind: 'unknown'; readonly missingScope: string }
  | { readonly kind: 'partial'; readonly used?: number | undefined };

export type QuotaReading = Readonly<Record<QuotaPair, QuotaAnswer>>;

/** Whether anything was answered: that scopes are missing for all pairs may come from memory, and proves nothing. */
export function hasAnswered(reading: QuotaReading): boolean {
  return QUOTA_PAIRS.some((pair) => reading[pair].kind === 'known');
}
