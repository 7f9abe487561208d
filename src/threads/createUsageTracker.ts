import type { Clock } from '../clock.ts';
import { type CallUsage, readCallUsage } from './callUsage.ts';
import type { HttpAnswer } from './sendRequest.ts';

/** What the headers of the latest answers said besides the answers. */
export interface UsageTracker {
  /** @returns how much of its calls the account has used, where this answer says it */
  record(accountName: string, answer: HttpAnswer): CallUsage | undefined;
  usageOf(accountName: string): CallUsage | undefined;
  /** How far our clock is ahead of that of whoever answered last, ms, to the second. */
  clockSkew(): number | undefined;
}

export function createUsageTracker(clock: Clock): UsageTracker {
  const usages = new Map<string, CallUsage>();
  let lead: number | undefined;
  return {
    record(accountName, { businessUseCaseUsage, date }) {
      const now = clock.now();
      const usage = readCallUsage(businessUseCaseUsage, now);
      if (usage !== undefined) usages.set(accountName, usage);
      const theirs = Date.parse(date ?? '');
      // The header has whole seconds, cut off.
      if (!Number.isNaN(theirs)) lead = Math.floor(now / 1_000) * 1_000 - theirs;
      return usage;
    },
    usageOf: (accountName) => usages.get(accountName),
    clockSkew: () => lead,
  };
}
