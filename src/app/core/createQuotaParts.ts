import type { AccountHealth } from '../../accounts/accountHealth.ts';
import { QuotaReader } from '../../accounts/quotaReader.ts';
import { QuotaFailureNotifier } from '../../alerts/quotaFailureNotifier.ts';
import { QuotaPoller } from '../../alerts/quotaPoller.ts';
import type { CoreLog } from './createCoreLog.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** The parts that read quotas. */
export type QuotaParts = ReturnType<typeof createQuotaParts>;

/** Creates what reads quotas for people and for alerts. */
export function createQuotaParts(
  {
    accounts,
    threads,
    clock,
    onReading,
  }: Pick<ThreadwatchParts, 'accounts' | 'threads' | 'clock' | 'onReading'>,
  { quotaScopes, quotaFailures, quotaAlerts, outbox }: Records,
  health: AccountHealth,
  coreLog: CoreLog,
) {
  const quotaReader = new QuotaReader({
    records: quotaScopes,
    threads,
    clock,
    onRead: onReading,
    probe: (account) => health.probe(account),
    onStoreError: (err, account) =>
      coreLog.failure(err, { account }, 'which quotas answer could not be stored; it is found out again'),
  });
  const quotaPoller = new QuotaPoller({
    records: quotaFailures,
    accounts,
    health,
    quotaReader,
    quotaAlerts,
    notifier: new QuotaFailureNotifier(outbox),
    clock,
  });
  return { quotaReader, quotaPoller };
}
