import type { Accounts } from '../accounts.ts';
import type { Deliverer } from '../alerts/deliver.ts';
import type { QuotaAlerts } from '../alerts/quotaAlerts.ts';
import type { TokenAlerts } from '../alerts/tokenAlerts.ts';
import type { Clock } from '../clock.ts';
import type { ThreadsApi } from '../threads/api.ts';
import { ThreadsError } from '../threads/errors.ts';
import { hasAnswered } from '../threads/quotas.ts';
import type { TokenKeeper } from '../tokens/tokenKeeper.ts';
import { isBlinding } from '../watches/blindness.ts';
import type { Looks } from '../watches/looks.ts';
import type { Sight } from '../watches/sight.ts';
import { findBlindness } from '../watches/takeLook.ts';
import type { Job } from './job.ts';

/** A due look waits this long at most; a round in which nothing is due costs next to nothing. */
const ROUND_CRON = '*/5 * * * * *';

/** What a token needs is due to the hour, its end to the minutes; a round in which nothing is due reads nothing. */
const TOKENS_CRON = '*/10 * * * *';

export interface JobParts {
  readonly accounts: Accounts;
  readonly threads: ThreadsApi;
  readonly looks: Looks;
  readonly sight: Sight;
  readonly quotaAlerts: QuotaAlerts;
  readonly tokenKeeper: TokenKeeper;
  readonly tokenAlerts: TokenAlerts;
  readonly deliverer: Deliverer;
  readonly clock: Clock;
  readonly quotaCron: string;
  /** Told of a delivery that failed on our own side. */
  readonly onDeliveryError: (error: unknown) => void;
}

/**
 * What runs when: the round of looks, the readings of the quotas, the care for tokens. What they find out is
 * delivered at once, and not waited for: a chat that hangs must not hold up the next look.
 */
export function createJobs(parts: JobParts): Job[] {
  const deliverSoon = (): void => void parts.deliverer.deliver().catch(parts.onDeliveryError);
  return [
    {
      name: 'round',
      cron: ROUND_CRON,
      async run(signal) {
        await parts.looks.round(signal);
        deliverSoon();
      },
      idleUntil: () => parts.looks.idleUntil,
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
        await parts.tokenKeeper.round(signal);
        await parts.tokenAlerts.round();
        deliverSoon();
      },
      idleUntil: () => Math.min(parts.tokenKeeper.idleUntil, parts.tokenAlerts.idleUntil),
    },
    {
      // What a channel did not take is tried again, and snoozes end. It comes last, and waits for what is on its way.
      name: 'deliveries',
      cron: ROUND_CRON,
      run: () => parts.deliverer.deliver(),
      idleUntil: () => parts.deliverer.idleUntil,
    },
  ];
}

/**
 * One account's reading; what an account as a whole refuses is an incident of the account. The quotas alone can fail
 * too, for a scope or by a fault of theirs: that says nothing of the containers, so the account itself is asked.
 */
async function readQuotas(name: string, parts: JobParts, signal: AbortSignal): Promise<void> {
  const { accounts, threads, sight, quotaAlerts, clock } = parts;
  const account = accounts.get(name);
  if (account === undefined || sight.of(name) !== undefined) return;
  try {
    const reading = await threads.fetchQuotas(account, { signal });
    if (hasAnswered(reading)) await sight.answered(name);
    await quotaAlerts.take(name, reading, clock.now());
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    if (!isBlinding(error) || signal.aborted) return;
    const blind = await findBlindness(threads, account);
    if (blind !== undefined) await sight.lost(name, blind.error);
  }
}
