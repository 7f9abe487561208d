import type { Services } from '../../../commands/command.ts';
import { AcknowledgeService } from '../../alerts/acknowledgeService.ts';
import { AlertSettingsService } from '../../alerts/alertSettingsService.ts';
import { createPollerEventHandler } from '../../alerts/createPollerEventHandler.ts';
import { SnoozeNotifier } from '../../alerts/snoozeNotifier.ts';
import { SnoozeService } from '../../alerts/snoozeService.ts';
import type { StoreRecovery } from '../../alerts/storeRecovery.ts';
import type { UnwatchService } from '../../alerts/unwatchService.ts';
import { WatchService } from '../../alerts/watchService.ts';
import { ConnectService } from '../../connect/connectService.ts';
import { DisconnectService } from '../../connect/disconnectService.ts';
import type { HookService } from '../../hooks/hookService.ts';
import type { KeyedLock } from '../../keyedLock.ts';
import type { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import { NotificationGroups } from '../../notifications/notificationGroups.ts';
import { Poller } from '../../polling/poller.ts';
import type { Publisher } from '../../publishing/publisher.ts';
import { forPeople } from '../../threads/forPeople.ts';
import { withAnswerHook } from '../../threads/withAnswerHook.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { CoreLog } from './createCoreLog.ts';
import { createDoctor } from './createDoctor.ts';
import { createEventUrlPolicy } from './createEventParts.ts';
import { createPublisher } from './createPublisher.ts';
import type { QuotaParts } from './createQuotaParts.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

export interface ServiceParts {
  readonly records: Records;
  readonly accountParts: AccountParts;
  readonly quotaParts: QuotaParts;
  readonly dispatcher: Dispatcher;
  readonly unwatchService: UnwatchService;
  readonly hookService: HookService;
  /** Taken around every read-modify-write of a watch. */
  readonly lock: KeyedLock;
  readonly coreLog: CoreLog;
  readonly recovery: StoreRecovery;
}

/** Creates the services that the commands use. */
export function createServices(parts: ThreadwatchParts, built: ServiceParts): Services {
  const { accounts } = parts;
  const { records, accountParts, quotaParts, unwatchService, hookService } = built;
  const { watchStore, quotaAlerts, recentSubscribers, snoozeStore, outbox } = records;
  const { notifier, health, tokenStore, remedyOf } = accountParts;
  const publisher = createPublisher(parts, built, () => poller);
  const poller: Poller = createPoller(parts, built, publisher);
  // A successful call for a person may show that an account works again. Then it is probed, and its overdue checks run.
  const threads = withAnswerHook(forPeople(parts.threads), (account) => health.probeNow(account));
  return {
    threads,
    watchStore,
    poller,
    publisher,
    health,
    watchService: new WatchService({
      poller,
      ...records,
      unwatchService,
      schedule: parts.policy.schedule,
      lock: built.lock,
    }),
    unwatchService,
    snoozeService: new SnoozeService({
      ...records,
      snoozeNotifier: new SnoozeNotifier({ ...records, notifier }),
    }),
    acknowledgeService: new AcknowledgeService(outbox),
    alertSettings: new AlertSettingsService(records),
    chats: parts.chats,
    quotaAlerts,
    ...quotaParts,
    notificationGroups: new NotificationGroups(outbox),
    connectService: createConnectService(parts, built),
    disconnectService: new DisconnectService({
      accounts,
      tokenStore,
      watchStore,
      unwatchService,
      quotaAlerts,
      recentSubscribers,
      snoozeStore,
      connectNotifier: accountParts.connectNotifier,
      hooks: hookService,
      health,
      ...quotaParts,
    }),
    hookService,
    hookAddress: parts.hookAddress,
    eventUrlPolicy: createEventUrlPolicy(parts),
    waitingEvents: (hook) => records.eventFeed.waitingFor(hook).length,
    tokenStore,
    remedyOf,
    examine: createDoctor({ ...parts, threads, ...quotaParts }, records, accountParts, built.dispatcher),
    defaultThresholds: parts.thresholds,
  };
}

function createPoller(
  { threads, accounts, policy, clock, onCheck }: ThreadwatchParts,
  built: ServiceParts,
  publisher: Publisher,
): Poller {
  const { records, accountParts, dispatcher, lock, coreLog } = built;
  const { notifier } = accountParts;
  const notify = createPollerEventHandler({ ...records, notifier, dispatcher, clock });
  return new Poller({
    watchStore: records.watchStore,
    health: accountParts.health,
    threads,
    accounts,
    policy,
    clock,
    lock,
    onCheck,
    async onEvent(event) {
      await notify(event);
      await publisher.onPollerEvent(event);
    },
    onError: (err, { account, container }) =>
      coreLog.failure(err, { account, container }, 'a check failed on our side; it will be retried'),
    onCorrupt: coreLog.onCorrupt,
    onVanished: () => built.recovery.request(),
  });
}

function createConnectService(
  { accounts, threads, connect, secrets, clock, log }: ThreadwatchParts,
  { records, accountParts }: ServiceParts,
): ConnectService {
  return new ConnectService({
    setup: connect,
    oauthStates: records.oauthStates,
    tokenStore: accountParts.tokenStore,
    connectNotifier: accountParts.connectNotifier,
    accounts,
    threads,
    subscribersOf: (account) => accountParts.notifier.subscribersOf(account),
    secrets,
    clock,
    log,
  });
}
