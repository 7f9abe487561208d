import { DAY } from '../../duration.ts';
import type { Account } from '../schema/scenario.ts';
import type { World } from './world.ts';

/**
 * The minimum number of calls per account and day that Threads grants: 4800 × 10 impressions.
 *
 * @see https://developers.facebook.com/docs/threads/overview
 */
const CALLS_PER_DAY = 48_000;

/** Counts a call. @returns the header with the used share of the account's budget, which Threads sends with every answer */
export function countCall(world: World, account: Account, now: number): Readonly<Record<string, string>> {
  const day = Math.floor((now - world.startedAt) / DAY);
  const before = world.callCounts.get(account.id);
  const count = before?.day === day ? before.count + 1 : 1;
  world.callCounts.set(account.id, { day: day, count });
  const usage = {
    type: 'threads',
    call_count: Math.min(100, Math.ceil((count * 100) / CALLS_PER_DAY)),
    total_cputime: 1,
    total_time: 1,
    estimated_time_to_regain_access: 0,
  };
  return { 'x-business-use-case-usage': JSON.stringify({ [account.id]: [usage] }) };
}
