import type { Account } from '../src/accounts/accounts.ts';
import { toLastQuotas } from '../src/alerts/toLastQuotas.ts';
import type { LastQuotas } from '../src/messages/content.ts';
import type { Remedy } from '../src/messages/remedy.ts';
import { type ErrorDetails, toErrorDetails } from '../src/threads/errorDetails.ts';
import type { QuotaReading } from '../src/threads/quotas.ts';
import type { CommandContext } from './command.ts';

export type QuotaOutcome =
  | { readonly kind: 'read'; readonly reading: QuotaReading }
  | { readonly kind: 'failed'; readonly error: ErrorDetails; readonly remedy: Remedy }
  | { readonly kind: 'slow'; readonly last: LastQuotas | undefined };

/**
 * Reads an account's quotas for a person, who shares a reading that others began or that just ended. Where it fails
 * because of an outage of the account, that is the reason to show.
 */
export async function readQuotas(account: Account, { services, now }: CommandContext): Promise<QuotaOutcome> {
  const outcome = await services.quotaReader.readForPerson(account);
  switch (outcome.kind) {
    case 'read':
      return outcome;
    case 'failed': {
      const outage = services.health.of(account.name);
      const error = outage?.error ?? toErrorDetails(outcome.error);
      return { kind: 'failed', error, remedy: services.remedyOf(account.name, error, outage?.since ?? now) };
    }
    case 'slow':
      return { kind: 'slow', last: toLastQuotas(outcome.last) };
  }
}
