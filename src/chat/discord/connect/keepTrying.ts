import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError } from '@discordjs/rest';
import { formatDuration, MINUTE, SECOND } from '../../../duration.ts';
import { FinalPlatformError } from '../../platform.ts';
import type { Reachability } from '../../reachability.ts';
import { type CallFault, describeFault, retryAfterOf } from '../rest/describeFault.ts';
import { tokenRefused } from './finalErrors.ts';

const RETRY = { first: SECOND, last: MINUTE };

export interface TryOptions {
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  readonly reachability: Reachability;
  /** Says why an attempt failed. */
  readonly onFailure: (error: unknown, details: FailureDetails) => void;
}

export interface FailureDetails {
  readonly fault: CallFault;
  readonly nextTryMs: number;
}

/**
 * Makes attempts to reach Discord until one succeeds, with a growing wait between them.
 *
 * @returns `undefined` where the signal was aborted before
 * @throws FinalPlatformError where Discord refuses the bot for good
 */
export async function keepTrying<T>(
  attempt: () => Promise<T>,
  { signal, reachability, onFailure }: TryOptions,
): Promise<T | undefined> {
  for (let backoff: number = RETRY.first; !signal.aborted; backoff = Math.min(RETRY.last, backoff * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof FinalPlatformError) throw error;
      if (error instanceof DiscordAPIError && error.status === 401) throw tokenRefused();
      const fault = describeFault(error);
      const asked = retryAfterOf(error) ?? 0;
      const wait = Math.max(backoff, asked);
      if (asked > RETRY.last) reachability.refused(explainWait(asked), { fault, nextTryMs: wait });
      else onFailure(error, { fault, nextTryMs: wait });
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** Discord gives so long a wait to a bot that has connected, or called, far too often. @param wait ms */
function explainWait(wait: number): string {
  const until = new Date(Date.now() + wait).toISOString().slice(0, 16).replace('T', ' ');
  return `Discord wants no connection from this bot until ${until} UTC, in ${formatDuration(wait)} (429). Threadwatch waits until then; until then it serves nobody on Discord. Most likely this bot, or another one on this address, has connected or called too often. Starting it again makes the wait longer.`;
}
