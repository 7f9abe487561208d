import { DAY } from '../../duration.ts';
import type { Account } from '../schema/scenario.ts';
import type { World } from './world.ts';

/**
 * Calls per account and day that Threads grants at least: 4800 × 10 impressions.
 *
 * @see https://developers.facebook.com/docs/threads/overview
 */
const CALLS_PER_DAY = 48_000;

/** Counts a call, and tells the share of the account's budget that is used, as Threads does with every answer. */
export function countCall(world: World, account: Account, now: number): Readonly<Record<string, string>> {
  const span = Math.floor((now - world.startedAt) / DAY);
  const before = world.callCounts.get(account.id);
  const count = before?.span === span ? before.count + 1 : 1;
  world.callCounts.set(account.id, { span, count });
  const usage = {
    type: 'threads',
    call_count: Math.min(100, Math.ceil((count * 100) / CALLS_PER_DAY)),
    total_cputime: 1,
    total_time: 1,
    estimated_time_to_regain_access: 0,
  };
  return { 'x-business-use-case-usage': JSON.stringify({ [account.id]: [usage] }) };
}
