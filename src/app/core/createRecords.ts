import { outageSchema } from '../../accounts/outage.ts';
import { QuotaAlerts } from '../../alerts/quotaAlerts.ts';
import { quotaSubscriptionSchema } from '../../alerts/quotaSubscription.ts';
import { UnreachableChannels, unreachableChannelSchema } from '../../alerts/unreachableChannels.ts';
import { OAuthStates, oauthStateSchema } from '../../connect/oauthStates.ts';
import { notificationSchema } from '../../notifications/notification.ts';
import { Outbox } from '../../notifications/outbox.ts';
import { SnoozeStore, snoozeSchema } from '../../notifications/snoozeStore.ts';
import type { Store, StoreError } from '../../store/store.ts';
import { tokenRecordSchema } from '../../tokens/tokenRecord.ts';
import { watchEntrySchema, watchSchema } from '../../watches/watch.ts';
import { WatchStore } from '../../watches/watchStore.ts';

/** Called with a record that can't be read; the record stays as it is. */
export type OnCorrupt = (key: string, error: StoreError) => void;

/** What the program keeps in its store. */
export type Records = ReturnType<typeof createRecords>;

/** Opens every collection of a store; nothing is read yet. */
export function createRecords(store: Store, onCorrupt: OnCorrupt) {
  const outbox = new Outbox(store.collection('notifications', notificationSchema), onCorrupt);
  return {
    watchStore: new WatchStore(
      store.collection('watches', watchSchema),
      store.collection('watches', watchEntrySchema),
      onCorrupt,
    ),
    outbox,
    quotaAlerts: new QuotaAlerts(store.collection('quota-alerts', quotaSubscriptionSchema), outbox),
    snoozeStore: new SnoozeStore(store.collection('snoozes', snoozeSchema)),
    unreachableChannels: new UnreachableChannels(
      store.collection('unreachable-channels', unreachableChannelSchema),
    ),
    oauthStates: new OAuthStates(store.collection('oauth-states', oauthStateSchema)),
    outages: store.collection('outages', outageSchema),
    tokens: store.collection('tokens', tokenRecordSchema),
  };
}

/** A part that reads its records once, at the start. */
interface Loadable {
  load(onCorrupt: OnCorrupt): Promise<void>;
}

/**
 * Reads what was under way when the program ended. The small collections are read side by side and share one walk
 * over Redis; the large ones go one after the other, since memory would otherwise hold pages of both.
 *
 * @throws WrongKeyError where TOKEN_KEY does not open the stored tokens; nothing has been written by then
 */
export async function loadRecords(
  large: readonly Loadable[],
  small: readonly Loadable[],
  onCorrupt: OnCorrupt,
): Promise<void> {
  const loadLarge = async (): Promise<void> => {
    for (const part of large) await part.load(onCorrupt);
  };
  await Promise.all([loadLarge(), ...small.map((part) => part.load(onCorrupt))]);
}
