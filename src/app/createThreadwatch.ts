import type { Services } from '../../commands/command.ts';
import { createDispatch, type Dispatch } from '../../commands/dispatch.ts';
import { commandTable } from '../../commands/table.ts';
import type { HookIntake } from '../alerts/hookCall.ts';
import { leaveWorkspace } from '../alerts/leaveWorkspace.ts';
import { UnwatchService } from '../alerts/unwatchService.ts';
import { type ChannelRef, channelKey } from '../channelRef.ts';
import type { ReceivingParts, WatchSuggestion } from '../chat/platform.ts';
import type { CallbackAnswer } from '../connect/callbackPage.ts';
import type { Callback } from '../connect/connectService.ts';
import type { EventDispatcher } from '../events/eventDispatcher.ts';
import type { HookEntrance } from '../hooks/hookEntrance.ts';
import type { Job } from '../jobs/job.ts';
import { createJobs } from '../jobs/jobs.ts';
import { KeyedLock } from '../keyedLock.ts';
import { Reminders } from '../notifications/reminders/reminders.ts';
import type { TokenStore } from '../tokens/tokenStore.ts';
import type { Watch } from '../watches/watch.ts';
import type { WatchStore } from '../watches/watchStore.ts';
import { createAccess } from './core/createAccess.ts';
import { warnOfOutages } from './core/createAccountLog.ts';
import { createAccountParts } from './core/createAccountParts.ts';
import { createAnswerCallback } from './core/createAnswerCallback.ts';
import { createCoreLog } from './core/createCoreLog.ts';
import { createDispatcher } from './core/createDispatcher.ts';
import { createEventDispatcher } from './core/createEventParts.ts';
import { createHookEntrance } from './core/createHookEntrance.ts';
import { createHookIntake } from './core/createHookIntake.ts';
import { createHookService } from './core/createHookService.ts';
import { createQuotaParts } from './core/createQuotaParts.ts';
import { createRecords, loadRecords, type OnCorrupt, smallCollectionsOf } from './core/createRecords.ts';
import { createRecovery } from './core/createRecovery.ts';
import { createServices, type ServiceParts } from './core/createServices.ts';
import { forgetOld } from './core/forgetOld.ts';
import { guardChat, guardDispatch, guardJobs } from './core/guardOwner.ts';
import { type BotState, readBotState } from './core/readBotState.ts';
import type { ThreadwatchParts } from './core/threadwatchParts.ts';
import { migrateStore } from './migrations/migrateStore.ts';

/** The bot without its platforms and without a running scheduler. */
export interface Threadwatch {
  readonly dispatch: Dispatch;
  readonly jobs: readonly Job[];
  readonly tokenStore: TokenStore;
  /** Takes what publishing programs report by hooks. */
  readonly hookIntake: HookIntake;
  /** Where the calls of publishing programs come in. */
  readonly hookEntrance: HookEntrance;
  /** The store was emptied: what memory knows is put back within 5 s, and the channels are told. */
  recoverStore(): void;
  /** Puts all that memory knows into the store, which holds nothing, with what is to be told of it, for another process. */
  putAllBack(): Promise<void>;
  /** Answers a browser that returns from Threads' consent page; never rejects. */
  answerCallback(callback: Callback): Promise<CallbackAnswer>;
  /** Sends the waiting notifications of a channel, after a command's answer was shown there; without a channel, of all channels. */
  deliver(channel?: ChannelRef): Promise<void>;
  /** Ends every subscription of a workspace that the bot was removed from. */
  leaveWorkspace: ReceivingParts['onRemoved'];
  /** Calls each account once, and logs a warning for each that can't be called; never rejects. */
  warnOfOutages(): Promise<void>;
  /** How the bot stands, for the metrics; read from memory. */
  readState(): BotState;
  /** Resolves when what calls of hooks began is done, and every message in flight has been accepted or refused. */
  drain(): Promise<void>;
  /** What sends events to programs. */
  readonly events: Pick<EventDispatcher, 'drain' | 'stop'>;
  /** The watches of a channel, for autocompletion. */
  suggestWatches(channel: ChannelRef): Promise<WatchSuggestion[]>;
}

/**
 * Creates the core on a store: migrates the store, then reads the state that the previous run left.
 *
 * @throws {StoreError} if the store fails
 * @throws {WrongKeyError} if TOKEN_KEY can't decrypt the stored tokens
 */
export async function createThreadwatch(given: ThreadwatchParts): Promise<Threadwatch> {
  const { clock, store, log } = given;
  const chats = new Map([...given.chats].map(([name, chat]) => [name, guardChat(chat, store)]));
  const parts = { ...given, chats, accessOf: createAccess(given) };
  const coreLog = createCoreLog(log);
  const lock = new KeyedLock();
  const records = createRecords(store, coreLog.onCorrupt, parts);
  const accountParts = createAccountParts(parts, records);
  const quotaParts = createQuotaParts(parts, records, accountParts.health, coreLog);
  const unwatchService = new UnwatchService({ ...records, ...accountParts, clock, lock });
  const hookService = createHookService(parts, records, accountParts);
  const dispatcher = createDispatcher(parts, records, unwatchService, hookService);
  const eventDispatcher = createEventDispatcher(parts, records, accountParts, dispatcher, coreLog);
  const recovery = createRecovery(parts, records, accountParts, lock);
  const built = {
    records,
    accountParts,
    quotaParts,
    dispatcher,
    unwatchService,
    hookService,
    lock,
    coreLog,
    recovery,
  };
  const services = createServices(parts, built);
  const hookIntake = createHookIntake(built, services);

  await migrateStore(store, log);
  await loadState(built);

  return {
    dispatch: createGuardedDispatch(parts, services),
    jobs: guardJobs(
      createJobs({
        ...parts,
        ...records,
        ...accountParts,
        recovery,
        reminders: new Reminders({ ...records, clock }),
        forgetOld: () => forgetOld(parts, built),
        poller: services.poller,
        publisher: services.publisher,
        ...quotaParts,
        unwatchService,
        dispatcher,
        eventDispatcher,
        onDeliveryError: (err) =>
          coreLog.failure(err, {}, 'notifications could not be delivered; they are sent again later'),
      }),
      store,
    ),
    tokenStore: accountParts.tokenStore,
    recoverStore: () => recovery.request({ isEmptied: true }),
    putAllBack: () => recovery.putAll(),
    hookIntake,
    hookEntrance: createHookEntrance(parts, built, hookIntake),
    answerCallback: createAnswerCallback(parts, services.connectService, dispatcher),
    deliver: (channel) => dispatcher.deliver(channel),
    leaveWorkspace: (workspace, reason) => leaveWorkspace(workspace, reason, { ...records, dispatcher }),
    warnOfOutages: () => warnOfOutages(parts, accountParts.health),
    readState: () => readBotState(parts, built),
    drain: () => hookIntake.drain().then(() => dispatcher.drain()),
    events: eventDispatcher,
    suggestWatches: (channel) => suggestWatches(records.watchStore, channel),
  };
}

function createGuardedDispatch(
  { accounts, clock, patience, store, log }: ThreadwatchParts,
  services: Services,
): Dispatch {
  const dispatch = createDispatch({
    commands: commandTable,
    accounts,
    clock,
    services,
    patience,
    onError: (err, { command, channel }) =>
      log.error({ err, command, channel }, 'a command failed on our side'),
  });
  return guardDispatch(dispatch, store);
}

/** Reads what the previous run left, and stores the notifications that a crash kept it from storing. */
async function loadState({
  records,
  accountParts,
  quotaParts,
  unwatchService,
  hookService,
  coreLog,
}: Pick<
  ServiceParts,
  'records' | 'accountParts' | 'quotaParts' | 'unwatchService' | 'hookService' | 'coreLog'
>): Promise<void> {
  const { tokenStore, leftOverTokens, health, connectNotifier } = accountParts;
  const watches = {
    load: (onCorrupt: OnCorrupt, earlier: Promise<void>) =>
      records.liveMessages.load(onCorrupt, (...ended) => unwatchService.noteUnfinished(...ended), earlier),
  };
  await loadRecords(
    // The watches come after the outbox, which says whether each of them has its live message.
    [records.outbox, watches],
    [tokenStore, leftOverTokens, health, ...Object.values(quotaParts), ...smallCollectionsOf(records)],
    coreLog.onCorrupt,
  );
  await unwatchService.finish();
  await connectNotifier.notifyOwed();
  await hookService.finishRevoked();
  await hookService.resealSecrets();
}

async function suggestWatches(watchStore: WatchStore, channel: ChannelRef): Promise<WatchSuggestion[]> {
  return (await watchStore.inChannel(channel)).map((watch) => toSuggestion(watch, channel));
}

function toSuggestion(
  { container, account, state, subscribers }: Watch,
  channel: ChannelRef,
): WatchSuggestion {
  const note = subscribers.find((subscriber) => channelKey(subscriber.channel) === channelKey(channel))?.note;
  return { container, account, status: state.kind === 'status' ? state.status : undefined, note };
}
