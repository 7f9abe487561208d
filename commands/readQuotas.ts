import type { Account } from '../src/accounts/accounts.ts';
import { type ErrorDetails, toErrorDetails } from '../src/threads/errorDetails.ts';
import { ThreadsError } from '../src/threads/errors.ts';
import type { QuotaReading } from '../src/threads/quotas.ts';
import type { CommandContext } from './command.ts';

export type QuotaOutcome =
  | { readonly kind: 'read'; readonly reading: QuotaReading }
  | { readonly kind: 'failed'; readonly error: ErrorDetails };

/** Reads an account's quotas for a person. As after every reading, channels are alerted where a threshold is crossed. */
export async function readQuotas(account: Account, { services, now }: CommandContext): Promise<QuotaOutcome> {
  try {
    const reading = await services.threads.fetchQuotas(account);
    await services.quotaAlerts.applyReading(account.name, reading, now);
    return { kind: 'read', reading };
  } catch (error) {
    if (error instanceof ThreadsError) return { kind: 'failed', error: toErrorDetails(error) };
    throw error;
  }
}
