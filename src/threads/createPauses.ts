import type { Clock } from '../clock.ts';

/** Which accounts rest, and until when; kept in memory, restored by `ThreadsApi.pause`. */
export interface Pauses {
  /** Ms since the epoch; `undefined` where the account may be asked now. */
  until(accountName: string): number | undefined;
  /** Only ever lengthens a pause: of several answers to calls made at once, the strictest holds. */
  extend(accountName: string, until: number): void;
}

export function createPauses(clock: Clock): Pauses {
  const ends = new Map<string, number>();
  return {
    until(accountName) {
      const end = ends.get(accountName);
      return end !== undefined && end > clock.now() ? end : undefined;
    },
    extend(accountName, until) {
      if (until > (ends.get(accountName) ?? 0)) ends.set(accountName, until);
    },
  };
}
