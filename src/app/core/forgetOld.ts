import { forgetOldNotifications } from '../../notifications/forgetOldNotifications.ts';
import type { ServiceParts } from './createServices.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Deletes what nothing else deletes in good time: `src/app/stored/collections.ts` says how long each is kept. */
export async function forgetOld(
  { accounts, clock }: Pick<ThreadwatchParts, 'accounts' | 'clock'>,
  { records, accountParts, quotaParts }: Pick<ServiceParts, 'records' | 'accountParts' | 'quotaParts'>,
): Promise<void> {
  const now = clock.now();
  const {
    recentSubscribers,
    unreachableChannels,
    deadLetters,
    snoozeBudgets,
    oauthStates,
    outbox,
    publications,
  } = records;
  const { health, leftOverTokens } = accountParts;
  const { quotaReader, quotaPoller } = quotaParts;
  const timed = [
    recentSubscribers,
    unreachableChannels,
    deadLetters,
    snoozeBudgets,
    oauthStates,
    publications,
  ];
  for (const part of [...timed, leftOverTokens]) await part.forgetOld(now);
  await forgetOldNotifications(outbox, now);
  // An account that was taken out of the configuration can't be called any more, so nothing ends by itself.
  const isGone = (name: string): boolean => accounts.get(name) === undefined;
  for (const name of health.failingAccounts.filter(isGone)) await health.forget(name);
  for (const name of quotaReader.knownAccounts.filter(isGone)) {
    await quotaPoller.forget(name);
    await quotaReader.forget(name);
  }
}
