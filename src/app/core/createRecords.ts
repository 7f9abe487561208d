import { outageSchema } from '../../accounts/outage.ts';
import { quotaScopesRecordSchema } from '../../accounts/quotaReader.ts';
import { HookDays } from '../../alerts/hookDays.ts';
import { LiveMessages } from '../../alerts/liveMessages.ts';
import { QuotaAlerts } from '../../alerts/quotaAlerts.ts';
import { quotaFailureSchema } from '../../alerts/quotaFailure.ts';
import { quotaSubscriptionSchema } from '../../alerts/quotaSubscription.ts';
import { RecentSubscribers, recentSubscriptionSchema } from '../../alerts/recentSubscribers.ts';
import { SnoozeBudgets, snoozeBudgetSchema } from '../../alerts/snoozeBudgets.ts';
import { UnreachableChannels, unreachableChannelSchema } from '../../alerts/unreachableChannels.ts';
import { OAuthStates, oauthStateSchema } from '../../connect/oauthStates.ts';
import { EventQueue } from '../../events/eventQueue.ts';
import { storedEventSchema } from '../../events/storedEvent.ts';
import { hookSchema } from '../../hooks/hook.ts';
import { HookReceivers } from '../../hooks/hookReceivers.ts';
import { HookStore } from '../../hooks/hookStore.ts';
import { ChannelSettings, channelSettingsSchema } from '../../notifications/channelSettings.ts';
import { DeadLetters, deadLetterSchema } from '../../notifications/deadLetters.ts';
import { notificationSchema } from '../../notifications/notification.ts';
import { notificationIndex } from '../../notifications/notificationIndex.ts';
import { Outbox } from '../../notifications/outbox.ts';
import { SnoozeStore, snoozeSchema } from '../../notifications/snoozeStore.ts';
import { publicationSchema } from '../../publishing/publication.ts';
import { Publications } from '../../publishing/publications.ts';
import type { Store, StoreError } from '../../store/store.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { watchSchema } from '../../watches/watch.ts';
import { watchIndex } from '../../watches/watchIndex.ts';
import { WatchStore } from '../../watches/watchStore.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Called for each record that can't be read. The record stays unchanged. */
export type OnCorrupt = (key: string, error: StoreError) => void;

/** The collections that the program keeps in its store. */
export type Records = ReturnType<typeof createRecords>;

type RecordParts = Pick<ThreadwatchParts, 'clock' | 'onWatchState'>;

/** Opens every collection of a store, without reading it. */
export function createRecords(store: Store, onCorrupt: OnCorrupt, { clock, onWatchState }: RecordParts) {
  const outbox = new Outbox(
    store.indexed('notifications', notificationSchema, notificationIndex),
    onCorrupt,
    clock,
  );
  const recentSubscribers = new RecentSubscribers(
    store.collection('recent-subscriptions', recentSubscriptionSchema),
  );
  const watchStore = new WatchStore(
    store.indexed('watches', watchSchema, watchIndex),
    onCorrupt,
    onWatchState,
  );
  const channelSettings = new ChannelSettings(store.collection('channel-settings', channelSettingsSchema));
  const hookDays = new HookDays({ outbox, channelSettings });
  const hookStore = new HookStore(store.collection('hooks', hookSchema));
  const receivers = new HookReceivers(hookStore);
  const records = store.collection('events', storedEventSchema);
  const eventFeed = new EventQueue({ records, receivers, onCorrupt });
  return {
    watchStore,
    outbox,
    hookDays,
    liveMessages: new LiveMessages({ watchStore, outbox, hookDays }),
    recentSubscribers,
    quotaAlerts: new QuotaAlerts(store.collection('quota-alerts', quotaSubscriptionSchema), {
      outbox,
      eventFeed,
      recentSubscribers,
    }),
    snoozeBudgets: new SnoozeBudgets(store.collection('snooze-budgets', snoozeBudgetSchema)),
    channelSettings,
    hookStore,
    receivers,
    eventFeed,
    snoozeStore: new SnoozeStore(store.collection('snoozes', snoozeSchema)),
    unreachableChannels: new UnreachableChannels(
      store.collection('unreachable-channels', unreachableChannelSchema),
    ),
    deadLetters: new DeadLetters(store.collection('dead-letters', deadLetterSchema)),
    publications: new Publications(store.collection('publications', publicationSchema)),
    oauthStates: new OAuthStates(store.collection('oauth-states', oauthStateSchema)),
    quotaScopes: store.collection('quota-scopes', quotaScopesRecordSchema),
    quotaFailures: store.collection('quota-failures', quotaFailureSchema),
    outages: store.collection('outages', outageSchema),
    tokens: store.collection('tokens', tokenRecordSchema),
  };
}

/** A part that reads its records once at start. */
interface Loadable {
  load(onCorrupt: OnCorrupt): Promise<void>;
}

/** A part that holds many records. */
interface LargeLoadable {
  /** @param earlier resolves when the parts before it are loaded */
  load(onCorrupt: OnCorrupt, earlier: Promise<void>): Promise<void>;
}

/** The parts that hold few records. */
export function smallCollectionsOf(records: Records): Loadable[] {
  const { quotaAlerts, recentSubscribers, snoozeStore, snoozeBudgets, channelSettings, hookStore } = records;
  const { unreachableChannels, deadLetters, oauthStates, eventFeed, publications } = records;
  return [
    eventFeed,
    quotaAlerts,
    recentSubscribers,
    snoozeStore,
    snoozeBudgets,
    channelSettings,
    hookStore,
    unreachableChannels,
    deadLetters,
    oauthStates,
    publications,
  ];
}

/**
 * Reads the state that the previous run left. All collections share one scan of Redis. The small ones are read in parallel,
 * the large ones one after the other, to keep fewer pages in memory.
 *
 * @throws {WrongKeyError} if TOKEN_KEY can't decrypt the stored tokens; nothing has been written by then
 */
export async function loadRecords(
  large: readonly LargeLoadable[],
  small: readonly Loadable[],
  onCorrupt: OnCorrupt,
): Promise<void> {
  let earlier = Promise.resolve();
  const loadNext = (part: LargeLoadable): Promise<void> => {
    earlier = part.load(onCorrupt, earlier);
    return earlier;
  };
  await Promise.all([...large.map(loadNext), ...small.map((part) => part.load(onCorrupt))]);
}
