import { QUOTA_PAIRS, type QuotaPair, type QuotaReading } from '../threads/quotas.ts';
import type { FiredThreshold, QuotaSubscription } from './quotaSubscription.ts';

/** A threshold that was crossed is armed again this many points below it. */
const REARM_POINTS = 5;

/** A pair that crossed thresholds since the last reading, named by the highest of them. */
interface QuotaReached {
  readonly pair: QuotaPair;
  readonly threshold: number;
  readonly crossed: readonly number[];
  readonly used: number;
  readonly total: number;
}

/** A threshold that the pair has fallen clear of. */
interface QuotaFreed {
  readonly fired: FiredThreshold;
  readonly used: number;
  readonly total: number;
}

export interface QuotaDecision {
  readonly reached: readonly QuotaReached[];
  readonly freed: readonly QuotaFreed[];
}

/**
 * What a reading means for a channel's thresholds. Each fires once on the way up, whatever the total is by
 * then; a pair that is unknown, or has no total, leaves everything as it was.
 */
export function decideQuotaAlerts(subscription: QuotaSubscription, reading: QuotaReading): QuotaDecision {
  const reached: QuotaReached[] = [];
  const freed: QuotaFreed[] = [];
  for (const pair of QUOTA_PAIRS) {
    const answer = reading[pair];
    if (answer.kind === 'unknown' || answer.total <= 0) continue;
    const { used, total } = answer;
    const percent = (used / total) * 100;
    const fired = subscription.fired.filter((entry) => entry.pair === pair);
    const crossed = subscription.thresholds.filter(
      (threshold) => percent >= threshold && !fired.some((entry) => entry.threshold === threshold),
    );
    if (crossed.length > 0) reached.push({ pair, threshold: Math.max(...crossed), crossed, used, total });
    for (const entry of fired)
      if (percent < entry.threshold - REARM_POINTS) freed.push({ fired: entry, used, total });
  }
  return { reached, freed };
}
