import type { Clock } from '../clock.ts';
import type { RateLimitKind } from './errors.ts';

/** Why an account is paused, and until when (ms since the epoch). */
export interface Pause {
  readonly kind: RateLimitKind;
  readonly until: number;
}

/** Which accounts are paused. It is kept in memory; `ThreadsApi.pause` restores it after a restart. */
export interface Cooldowns {
  /** `undefined` where the account may be called now. */
  of(accountName: string): Pause | undefined;
  /** Never shortens a pause: of several answers to calls that were made at once, the strictest holds. */
  extend(accountName: string, pause: Pause): void;
}

/** @param exempt the name under which calls for many people are made: one person's limit must not stop the others */
export function createCooldowns(clock: Clock, exempt?: string): Cooldowns {
  const pauses = new Map<string, Pause>();
  return {
    of(accountName) {
      const pause = pauses.get(accountName);
      return pause !== undefined && pause.until > clock.now() ? pause : undefined;
    },
    extend(accountName, pause) {
      if (accountName !== exempt && pause.until > (pauses.get(accountName)?.until ?? 0))
        pauses.set(accountName, pause);
    },
  };
}
