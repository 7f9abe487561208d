import type { Clock } from '../clock.ts';
import { SECOND } from '../duration.ts';
import { type CallUsage, readCallUsage } from './callUsage.ts';
import type { HttpAnswer } from './sendRequest.ts';

/** What the headers of the latest answers said. */
export interface UsageTracker {
  /** @returns how much of the call budgets is used, where this answer says it */
  record(accountName: string, answer: HttpAnswer): UsageReading;
  usageOf(accountName: string): CallUsage | undefined;
  /** How far our clock is ahead of the server's, ms, to the second. */
  clockSkew(): number | undefined;
}

/** The budget of the account, and that of the app. */
export interface UsageReading {
  readonly account: CallUsage | undefined;
  readonly app: CallUsage | undefined;
}

export function createUsageTracker(clock: Clock): UsageTracker {
  const usages = new Map<string, CallUsage>();
  let skew: number | undefined;
  return {
    record(accountName, { businessUseCaseUsage, appUsage, date }) {
      const now = clock.now();
      const account = readCallUsage(businessUseCaseUsage, now);
      if (account !== undefined) usages.set(accountName, account);
      const serverTime = Date.parse(date ?? '');
      // The header has whole seconds, cut off.
      if (!Number.isNaN(serverTime)) skew = Math.floor(now / SECOND) * SECOND - serverTime;
      return { account, app: readCallUsage(appUsage, now) };
    },
    usageOf: (accountName) => usages.get(accountName),
    clockSkew: () => skew,
  };
}
