import type { LiveMessages } from '../alerts/liveMessages.ts';
import type { QuotaPoller } from '../alerts/quotaPoller.ts';
import type { StoreRecovery } from '../alerts/storeRecovery.ts';
import type { TokenAlerts } from '../alerts/tokenAlerts.ts';
import type { UnwatchService } from '../alerts/unwatchService.ts';
import type { Clock } from '../clock.ts';
import type { EventDispatcher } from '../events/eventDispatcher.ts';
import type { Dispatcher } from '../notifications/dispatch/dispatcher.ts';
import type { Reminders } from '../notifications/reminders/reminders.ts';
import type { Poller } from '../polling/poller.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { TokenRefresher } from '../tokens/tokenRefresher.ts';
import type { Job } from './job.ts';

/** What is kept for days is deleted once a day, at a time when little happens. */
const RETENTION_CRON = '23 4 * * *';

/** A due check waits at most this long. A round in which nothing is due costs almost nothing. */
export const ROUND_CRON = '*/5 * * * * *';

/** Precise enough: refreshes may be hours late, warnings minutes. A round in which nothing is due reads nothing. */
const TOKENS_CRON = '*/10 * * * *';

export interface JobParts {
  readonly poller: Poller;
  readonly publisher: Publisher;
  readonly quotaPoller: QuotaPoller;
  readonly tokenRefresher: TokenRefresher;
  readonly tokenAlerts: TokenAlerts;
  readonly dispatcher: Dispatcher;
  readonly eventDispatcher: Pick<EventDispatcher, 'round' | 'idleUntil'>;
  readonly recovery: StoreRecovery;
  readonly reminders: Reminders;
  readonly liveMessages: LiveMessages;
  readonly unwatchService: Pick<UnwatchService, 'finish' | 'hasUnfinished'>;
  /** Deletes what was kept for long enough. */
  readonly forgetOld: () => Promise<void>;
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
      // Runs first: a check of a watch that the store has lost would find nothing.
      name: 'recovery',
      cron: ROUND_CRON,
      run: () => parts.recovery.round(),
      idleUntil: () => parts.recovery.idleUntil,
    },
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
      // After the checks, which may have found ready what is to be published then.
      name: 'publications',
      cron: ROUND_CRON,
      async run() {
        await parts.publisher.round();
        deliverSoon();
      },
      idleUntil: () => parts.publisher.idleUntil,
    },
    {
      name: 'quotas',
      cron: parts.quotaCron,
      isLocal: true,
      async run(signal) {
        await parts.quotaPoller.round(signal);
        deliverSoon();
      },
      idleUntil: () => parts.quotaPoller.idleUntil,
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
      name: 'reminders',
      cron: ROUND_CRON,
      async run() {
        await parts.reminders.round();
        deliverSoon();
      },
      idleUntil: () => parts.reminders.idleUntil,
    },
    {
      name: 'live messages',
      cron: ROUND_CRON,
      async run() {
        await parts.unwatchService.finish();
        await parts.liveMessages.flushDue(parts.clock.now());
        deliverSoon();
      },
      idleUntil: () => (parts.unwatchService.hasUnfinished ? 0 : parts.liveMessages.nextFlushAt),
    },
    {
      // Sends events to programs once more. It waits for none of them: a slow one holds up no other.
      name: 'events',
      cron: ROUND_CRON,
      run: () => parts.eventDispatcher.round(),
      idleUntil: () => parts.eventDispatcher.idleUntil,
    },
    {
      name: 'retention',
      cron: RETENTION_CRON,
      run: () => parts.forgetOld(),
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
