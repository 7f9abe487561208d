import { QUOTA_PAIRS, type QuotaPair, type QuotaReading } from '../threads/quotas.ts';
import type { FiredThreshold, QuotaSubscription } from './quotaSubscription.ts';

/** A threshold that fired is armed again once the quota is this many points below it. */
const REARM_POINTS = 5;

/** A pair that crossed thresholds since the last reading. */
export interface QuotaReached {
  readonly pair: QuotaPair;
  /** The highest of them, in per cent. */
  readonly threshold: number;
  readonly crossed: readonly number[];
  readonly used: number;
  readonly total: number;
  readonly windowSeconds?: number | undefined;
}

/** A threshold that is armed again. */
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
 * Decides which of a channel's thresholds fire after a reading, and which are armed again. A threshold fires once on the
 * way up, also where the total has changed meanwhile. A pair that is unknown or has no total changes nothing. Pure.
 */
export function decideQuotaAlerts(subscription: QuotaSubscription, reading: QuotaReading): QuotaDecision {
  const reached: QuotaReached[] = [];
  const freed: QuotaFreed[] = [];
  for (const pair of QUOTA_PAIRS) {
    const answer = reading[pair];
    if (answer.kind !== 'known' || answer.total <= 0) continue;
    const { used, total, windowSeconds } = answer;
    const percent = (used / total) * 100;
    const fired = subscription.fired.filter((entry) => entry.pair === pair);
    const crossed = subscription.thresholds.filter(
      (threshold) => percent >= threshold && !fired.some((entry) => entry.threshold === threshold),
    );
    if (crossed.length > 0)
      reached.push({ pair, threshold: Math.max(...crossed), crossed, used, total, windowSeconds });
    for (const entry of fired)
      if (percent < entry.threshold - REARM_POINTS) freed.push({ fired: entry, used, total });
  }
  return { reached, freed };
}
