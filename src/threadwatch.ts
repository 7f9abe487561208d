import { createDispatch, type Dispatch } from '../commands/dispatch.ts';
import { commandTable } from '../commands/table.ts';
import type { Accounts } from './accounts.ts';
import { AlertGroups } from './alerts/alertGroups.ts';
import { Deliverer } from './alerts/deliver.ts';
import { endPlace } from './alerts/endPlace.ts';
import { Gate } from './alerts/gate.ts';
import { LostPlaces, lostPlaceSchema } from './alerts/lostPlaces.ts';
import { postingSchema } from './alerts/posting.ts';
import { Postings } from './alerts/postings.ts';
import { QuotaAlerts } from './alerts/quotaAlerts.ts';
import { quotaSubscriptionSchema } from './alerts/quotaSubscription.ts';
import { Snoozes, snoozeSchema } from './alerts/snoozes.ts';
import { Snoozing } from './alerts/snoozing.ts';
import { Teller } from './alerts/tell.ts';
import { TokenAlerts } from './alerts/tokenAlerts.ts';
import { Watching } from './alerts/watching.ts';
import type { WatchSuggestion } from './chat/platform.ts';
import type { ChatPort } from './chat/port.ts';
import type { Clock } from './clock.ts';
import { type CallbackAnswer, callbackFault, callbackPage } from './connect/callbackPage.ts';
import { type Callback, Connecting } from './connect/connecting.ts';
import type { ConnectSetup } from './connect/connectSetup.ts';
import { Disconnecting } from './connect/disconnecting.ts';
import { Invitations, invitationSchema } from './connect/invitations.ts';
import { checkLost } from './doctor/checkLost.ts';
import { checkPlace } from './doctor/checkPlace.ts';
import { checkStore } from './doctor/checkStore.ts';
import { examine } from './doctor/examine.ts';
import type { ProgramFacts } from './doctor/facts.ts';
import type { Job } from './jobs/job.ts';
import { createJobs } from './jobs/jobs.ts';
import { KeyedLock } from './keyedLock.ts';
import type { Log } from './log.ts';
import { type Place, type PlatformName, placeKey } from './place.ts';
import type { Secrets } from './secrets.ts';
import { isStoreFailure, type Store, type StoreError } from './store/store.ts';
import type { ThreadsApi } from './threads/api.ts';
import { noteAnswers } from './threads/noteAnswers.ts';
import { createTokenCipher } from './tokens/cipher.ts';
import { TokenBook } from './tokens/tokenBook.ts';
import { TokenKeeper } from './tokens/tokenKeeper.ts';
import { tokenRecordSchema } from './tokens/tokenRecord.ts';
import { blindnessSchema } from './watches/blindness.ts';
import { Looks } from './watches/looks.ts';
import type { LookSchedule } from './watches/schedule.ts';
import { Sight } from './watches/sight.ts';
import { type Watch, watchEntrySchema, watchSchema } from './watches/watch.ts';
import { WatchBook } from './watches/watchBook.ts';

export interface ThreadwatchParts {
  readonly accounts: Accounts;
  readonly threads: ThreadsApi;
  readonly store: Store;
  readonly chats: ReadonlyMap<PlatformName, ChatPort>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly schedule: LookSchedule;
  readonly thresholds: readonly number[];
  readonly quotaCron: string;
  /** In base64; without one nothing secret is stored. */
  readonly tokenKeys: readonly string[];
  readonly connect: ConnectSetup;
  readonly facts: ProgramFacts;
  /** Learns of every token that comes while we run. */
  readonly secrets: Secrets;
}

/** The bot without its platforms and its clock: what answers, what runs when, and what delivers. */
export interface Threadwatch {
  readonly dispatch: Dispatch;
  readonly jobs: readonly Job[];
  readonly tokens: TokenBook;
  /** Answers a browser that comes back from Threads' consent page; never rejects. */
  answerCallback(callback: Callback): Promise<CallbackAnswer>;
  /** Brings out what an answered command has to tell its channel, once its answer was shown; without one, all that waits. */
  deliver(place?: Place): Promise<void>;
  /** Resolves when every message that is on its way has been taken or refused. */
  settle(): Promise<void>;
  /** What a channel watches, for autocompletion. */
  suggestWatches(place: Place): Promise<WatchSuggestion[]>;
}

/** Puts the core together on a store, and reads from it what was under way when the program ended. */
export async function createThreadwatch(parts: ThreadwatchParts): Promise<Threadwatch> {
  const { accounts, threads, store, chats, clock, random, log, schedule } = parts;
  const logFault = (err: unknown, about: object, message: string): void =>
    // The store's failing is told once, by itself, and not by everything that meets with it.
    isStoreFailure(err) ? log.debug({ err, ...about }, message) : log.error({ err, ...about }, message);
  const onCorrupt = (key: string, err: StoreError): void =>
    log.error({ err, key }, 'a record in the store can not be read; it is left as it is, and passed over');
  const lock = new KeyedLock();
  const book = new WatchBook(
    store.collection('watches', watchSchema),
    store.collection('watches', watchEntrySchema),
    onCorrupt,
  );
  const postings = new Postings(store.collection('postings', postingSchema), onCorrupt);
  const quotaAlerts = new QuotaAlerts(store.collection('quota-alerts', quotaSubscriptionSchema), postings);
  const snoozes = new Snoozes(store.collection('snoozes', snoozeSchema));
  const lostPlaces = new LostPlaces(store.collection('lost-places', lostPlaceSchema));
  const teller = new Teller(postings, book, quotaAlerts);
  const sight = new Sight({
    records: store.collection('blindness', blindnessSchema),
    threads,
    teller,
    clock,
  });
  const tokens = new TokenBook({
    records: store.collection('tokens', tokenRecordSchema),
    cipher: parts.tokenKeys.length > 0 ? createTokenCipher(parts.tokenKeys) : undefined,
    accounts,
    secrets: parts.secrets,
    clock,
    async onNewToken(name) {
      threads.forgetQuotaScopes(name);
      tokenKeeper.planAnew(name);
      await sight.probeSoon(name);
    },
  });
  const tokenKeeper = new TokenKeeper({ book: tokens, accounts, threads, sight, clock, random, log });
  const tokenAlerts = new TokenAlerts({
    book: tokens,
    accounts,
    threads,
    sight,
    postings,
    reliantOn: (account) => teller.reliantOn(account),
    clock,
    log,
  });
  const looks = new Looks({
    book,
    sight,
    threads,
    accounts,
    schedule,
    clock,
    lock,
    tell: (before, decision) => teller.tellLook(before, decision, clock.now()),
    tellMoved: (watch, account) => teller.tellMoved(watch, account),
    onNews: (place) => deliverer.announce(place),
    onError: (err, { account, container }) =>
      logFault(err, { account, container }, 'a look failed on our side; it is made again'),
    onCorrupt,
  });
  const watching = new Watching({ book, looks, postings, teller, lock });
  const snoozing = new Snoozing({ snoozes, book, postings, quotaAlerts, teller });
  const invitations = new Invitations(store.collection('invitations', invitationSchema));
  const connecting = new Connecting({
    setup: parts.connect,
    invitations,
    book: tokens,
    accounts,
    threads,
    reliantOn: (account) => teller.reliantOn(account),
    secrets: parts.secrets,
    clock,
    log,
  });
  const disconnecting = new Disconnecting({ accounts, tokens, book, watching, quotaAlerts, snoozes, sight });
  const deliverer = new Deliverer({
    gate: new Gate(snoozes, book),
    snoozing,
    postings,
    chats,
    clock,
    random,
    endPlace: (place, reason) =>
      endPlace(place, reason, { watching, quotaAlerts, postings, lostPlaces, chats, clock }),
    onFault: (err, place) =>
      log.warn({ err, place }, 'a channel does not take its messages; they are kept, and tried again'),
    onLost: (err, place) =>
      log.warn({ err, place }, 'a channel takes no messages any more; all that it subscribed to is ended'),
    onRecovered: ({ place, since, tries }) =>
      log.info({ place, since: new Date(since), tries }, 'the channel takes its messages again'),
  });

  // What people ask may show that an account works again: then it is probed, and what was held is made up.
  const askedThreads = noteAnswers(threads, (account) => sight.probeSoon(account));

  const isSubscribed = (place: Place): boolean =>
    book.countInChannel(place) + quotaAlerts.accountsIn(place).length > 0;

  // With a wrong key the start ends here, and nothing has been written. What begins together shares a look at all that
  // Redis holds; the two that are large go one after the other, or memory would hold pages of both.
  const loadLarge = async (): Promise<void> => {
    for (const part of [book, postings]) await part.load(onCorrupt);
  };
  const small = [tokens, quotaAlerts, snoozes, lostPlaces, sight, invitations];
  await Promise.all([loadLarge(), ...small.map((part) => part.load(onCorrupt))]);

  return {
    dispatch: createDispatch({
      commands: commandTable,
      accounts,
      clock,
      services: {
        threads: askedThreads,
        book,
        looks,
        sight,
        watching,
        snoozing,
        quotaAlerts,
        alertGroups: new AlertGroups(postings),
        connecting,
        disconnecting,
        examine: async ({ accounts: accountsHere, place, person }) => [
          ...(await checkPlace(chats.get(place.platform), place, person.id)),
          ...checkLost(lostPlaces.inWorkspaceOf(place, clock.now()), place, isSubscribed),
          ...(await examine({
            accounts: accountsHere,
            threads: askedThreads,
            store: await checkStore(store, parts.facts.store),
            canStoreTokens: tokens.canStore,
            connect: parts.connect,
            facts: parts.facts,
            now: clock.now(),
          })),
        ],
        defaultThresholds: parts.thresholds,
      },
      onError: (err, { command, place }) =>
        log.error({ err, command, place }, 'a command failed on our side'),
    }),
    jobs: createJobs({
      accounts,
      threads,
      looks,
      sight,
      quotaAlerts,
      tokenKeeper,
      tokenAlerts,
      deliverer,
      clock,
      quotaCron: parts.quotaCron,
      onDeliveryError: (err) =>
        logFault(err, {}, 'what is to be told could not be brought out; it is tried again'),
    }),
    tokens,
    async answerCallback(callback) {
      try {
        const { outcome, place } = await connecting.finish(callback);
        return callbackPage(outcome, place && chats.get(place.platform)?.describePlace?.(place));
      } catch (err) {
        log.error({ err }, 'an account could not be connected, by a fault on our side');
        return callbackFault();
      }
    },
    deliver: (place) => deliverer.deliver(place),
    settle: () => deliverer.settle(),
    suggestWatches: async (place) => (await book.inChannel(place)).map((watch) => suggest(watch, place)),
  };
}

function suggest({ container, account, state, watchers }: Watch, place: Place): WatchSuggestion {
  const note = watchers.find((watcher) => placeKey(watcher.place) === placeKey(place))?.note;
  return { container, account, status: state.kind === 'status' ? state.status : undefined, note };
}
