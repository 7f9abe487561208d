import type { Services } from '../../../commands/command.ts';
import { createPollerEventHandler } from '../../alerts/createPollerEventHandler.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import { SnoozeService } from '../../alerts/snoozeService.ts';
import type { UnwatchService } from '../../alerts/unwatchService.ts';
import { WatchService } from '../../alerts/watchService.ts';
import { ConnectService } from '../../connect/connectService.ts';
import { DisconnectService } from '../../connect/disconnectService.ts';
import type { KeyedLock } from '../../keyedLock.ts';
import type { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import { NotificationGroups } from '../../notifications/notificationGroups.ts';
import { Poller } from '../../polling/poller.ts';
import { withAnswerHook } from '../../threads/withAnswerHook.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { CoreLog } from './createCoreLog.ts';
import { createDoctor } from './createDoctor.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

export interface ServiceParts {
  readonly records: Records;
  readonly accountParts: AccountParts;
  readonly notifier: Notifier;
  readonly dispatcher: Dispatcher;
  readonly unwatchService: UnwatchService;
  /** Held by whoever reads a watch to write it. */
  readonly lock: KeyedLock;
  readonly coreLog: CoreLog;
}

/** What the commands work with. */
export function createServices(parts: ThreadwatchParts, made: ServiceParts): Services {
  const { accounts } = parts;
  const { records, accountParts, unwatchService } = made;
  const { watchStore, quotaAlerts, snoozeStore, outbox } = records;
  const { health, tokenStore } = accountParts;
  const poller = createPoller(parts, made);
  // An answer to a person may show that an account works again: then it is probed, and delayed checks are made up.
  const threads = withAnswerHook(parts.threads, (account) => health.probeNow(account));
  return {
    threads,
    watchStore,
    poller,
    health,
    watchService: new WatchService({ watchStore, poller, outbox, lock: made.lock }),
    unwatchService,
    snoozeService: new SnoozeService({ ...records, notifier: made.notifier }),
    quotaAlerts,
    notificationGroups: new NotificationGroups(outbox),
    connectService: createConnectService(parts, made),
    disconnectService: new DisconnectService({
      accounts,
      tokenStore,
      watchStore,
      unwatchService,
      quotaAlerts,
      snoozeStore,
      health,
    }),
    examine: createDoctor({ ...parts, threads }, records, tokenStore),
    defaultThresholds: parts.thresholds,
  };
}

function createPoller({ threads, accounts, schedule, clock }: ThreadwatchParts, made: ServiceParts): Poller {
  const { records, accountParts, notifier, dispatcher, lock, coreLog } = made;
  return new Poller({
    watchStore: records.watchStore,
    health: accountParts.health,
    threads,
    accounts,
    schedule,
    clock,
    lock,
    onEvent: createPollerEventHandler({ notifier, dispatcher, clock }),
    onError: (err, { account, container }) =>
      coreLog.fault(err, { account, container }, 'a check failed on our side; it is made again'),
    onCorrupt: coreLog.onCorrupt,
  });
}

function createConnectService(
  { accounts, threads, connect, secrets, clock, log }: ThreadwatchParts,
  { records, accountParts, notifier }: ServiceParts,
): ConnectService {
  return new ConnectService({
    setup: connect,
    oauthStates: records.oauthStates,
    tokenStore: accountParts.tokenStore,
    accounts,
    threads,
    subscribersOf: (account) => notifier.subscribersOf(account),
    secrets,
    clock,
    log,
  });
}
