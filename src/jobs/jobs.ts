import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { QuotaAlerts } from '../alerts/quotaAlerts.ts';
import type { TokenAlerts } from '../alerts/tokenAlerts.ts';
import type { Clock } from '../clock.ts';
import type { Dispatcher } from '../notifications/dispatch/dispatcher.ts';
import type { Poller } from '../polling/poller.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { hasAnswered } from '../threads/quotas.ts';
import type { TokenRefresher } from '../tokens/tokenRefresher.ts';
import type { Job } from './job.ts';

/** A due check waits at most this long. A round in which nothing is due costs almost nothing. */
const ROUND_CRON = '*/5 * * * * *';

/** Precise enough: refreshes may be hours late, warnings minutes. A round in which nothing is due reads nothing. */
const TOKENS_CRON = '*/10 * * * *';

export interface JobParts {
  readonly accounts: Accounts;
  readonly threads: ThreadsApi;
  readonly poller: Poller;
  readonly health: AccountHealth;
  readonly quotaAlerts: QuotaAlerts;
  readonly tokenRefresher: TokenRefresher;
  readonly tokenAlerts: TokenAlerts;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly quotaCron: string;
  /** Called when a delivery failed on our own side. */
  readonly onDeliveryError: (error: unknown) => void;
}

/**
 * Creates all jobs: checks, quota readings, tokens and deliveries. Jobs deliver their notifications at once but do not
 * wait for that, so that a chat that hangs does not delay the next check.
 */
export function createJobs(parts: JobParts): Job[] {
  const deliverSoon = (): void => void parts.dispatcher.deliver().catch(parts.onDeliveryError);
  return [
    {
      name: 'round',
      cron: ROUND_CRON,
      async run(signal) {
        await parts.poller.round(signal);
        deliverSoon();
      },
      idleUntil: () => parts.poller.idleUntil,
    },
    {
      name: 'quotas',
      cron: parts.quotaCron,
      async run(signal) {
        await Promise.all(parts.quotaAlerts.accounts.map((name) => readQuotas(name, parts, signal)));
        deliverSoon();
      },
      idleUntil: () => (parts.quotaAlerts.accounts.length > 0 ? 0 : Number.POSITIVE_INFINITY),
    },
    {
      name: 'tokens',
      cron: TOKENS_CRON,
      async run(signal) {
        await parts.tokenRefresher.round(signal);
        await parts.tokenAlerts.round();
        deliverSoon();
      },
      idleUntil: () => Math.min(parts.tokenRefresher.idleUntil, parts.tokenAlerts.idleUntil),
    },
    {
      // Retries failed deliveries and ends snoozes. It runs last, and waits for the messages in flight.
      name: 'deliveries',
      cron: ROUND_CRON,
      run: () => parts.dispatcher.deliver(),
      idleUntil: () => parts.dispatcher.idleUntil,
    },
  ];
}

/**
 * Reads the quotas of one account. The quota call alone may fail, because of a scope or a fault of that endpoint. So an
 * error that looks like one of the account is verified with a call about the account before an outage is recorded.
 */
async function readQuotas(name: string, parts: JobParts, signal: AbortSignal): Promise<void> {
  const { accounts, threads, health, quotaAlerts, clock } = parts;
  const account = accounts.get(name);
  if (account === undefined || health.of(name) !== undefined) return;
  try {
    const reading = await threads.fetchQuotas(account, { signal });
    if (hasAnswered(reading)) await health.answered(name);
    await quotaAlerts.applyReading(name, reading, clock.now());
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    if (!signal.aborted) await health.probe(account);
  }
}
