import type { AccountHealth } from '../accounts/accountHealth.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { checkAccount } from '../accounts/checkAccount.ts';
import { isAccountError } from '../accounts/outage.ts';
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

/** A due check waits this long at most; a round in which nothing is due costs next to nothing. */
const ROUND_CRON = '*/5 * * * * *';

/** What a token needs is due to the hour, its end to the minutes; a round in which nothing is due reads nothing. */
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
  /** Told of a delivery that failed on our own side. */
  readonly onDeliveryError: (error: unknown) => void;
}

/**
 * What runs when: the round of checks, the readings of the quotas, the care for tokens. What they find out is
 * delivered at once, and not waited for: a chat that hangs must not hold up the next check.
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
      // What a channel did not take is tried again, and snoozes end. It comes last, and waits for what is on its way.
      name: 'deliveries',
      cron: ROUND_CRON,
      run: () => parts.dispatcher.deliver(),
      idleUntil: () => parts.dispatcher.idleUntil,
    },
  ];
}

/**
 * One account's reading; what an account as a whole refuses is an incident of the account. The quotas alone can fail
 * too, for a scope or by a fault of theirs: that says nothing of the containers, so the account itself is asked.
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
    if (!isAccountError(error) || signal.aborted) return;
    const outage = await checkAccount(threads, account);
    if (outage !== undefined) await health.failed(name, outage.error);
  }
}
