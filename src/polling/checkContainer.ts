import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Account } from '../accounts/accounts.ts';
import type { CallOptions, ThreadsApi } from '../threads/api.ts';
import type { ContainerAnswer } from '../threads/containerAnswer.ts';
import { ThreadsError, type ThreadsErrorKind } from '../threads/errors.ts';

/** What a status call brought: an answer about the container, or an error that is not the container's. */
export type CheckOutcome = ContainerAnswer | { readonly kind: 'account-error' };

/** The container may be there at the next check: it is checked again before anybody is alerted. */
const NOT_FOUND: ReadonlySet<ThreadsErrorKind> = new Set([
  'not-visible',
  'no-such-object',
  'child-not-ready',
  'media-not-fetched',
]);

export interface CheckParts {
  readonly threads: Pick<ThreadsApi, 'fetchContainer'>;
  readonly health: Pick<AccountHealth, 'findFault' | 'answered' | 'wasAnotherAnswered'>;
}

/**
 * Makes one status call, and reports it to the account's health, which finds out whose fault an error is.
 *
 * @param failingSince since when this container's errors were found to be its own, if they were; ms since the epoch
 * @throws any error that is not a {@link ThreadsError}
 */
export async function checkContainer(
  { threads, health }: CheckParts,
  account: Account,
  container: string,
  { failingSince, ...options }: CallOptions & { readonly failingSince?: number | undefined },
): Promise<CheckOutcome> {
  try {
    const reading = await threads.fetchContainer(account, container, options);
    await health.answered(account.name, container);
    return { kind: 'read', reading };
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    if (error.kind === 'not-a-container') {
      await health.answered(account.name, container);
      return { kind: 'refused', error };
    }
    const isFailing = failingSince !== undefined;
    const fault = await health.findFault(account, { container, error, isFailing });
    if (fault === 'account') return { kind: 'account-error' };
    if (NOT_FOUND.has(error.kind)) return { kind: 'not-found', error };
    return { kind: 'failing', error, isAlone: health.wasAnotherAnswered(account.name, failingSince) };
  }
}
