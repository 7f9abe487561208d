import type { Clock } from '../clock.ts';

/** Which accounts rest, and until when; kept in memory, restored by `ThreadsApi.pause`. */
export interface Cooldowns {
  /** Ms since the epoch; `undefined` where the account may be asked now. */
  until(accountName: string): number | undefined;
  /** Only ever lengthens a pause: of several answers to calls made at once, the strictest holds. */
  extend(accountName: string, until: number): void;
}

/** @param exempt the name under which many people's calls are made: one's limit must not hold up the others */
export function createCooldowns(clock: Clock, exempt?: string): Cooldowns {
  const ends = new Map<string, number>();
  return {
    until(accountName) {
      const end = ends.get(accountName);
      return end !== undefined && end > clock.now() ? end : undefined;
    },
    extend(accountName, until) {
      if (accountName !== exempt && until > (ends.get(accountName) ?? 0)) ends.set(accountName, until);
    },
  };
}
