import { StoreRecovery } from '../../alerts/storeRecovery.ts';
import type { KeyedLock } from '../../keyedLock.ts';
import { EmptiedStores } from '../../store/emptiedStores.ts';
import { migrateStore } from '../migrations/migrateStore.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

/** Creates what puts back, from memory, what the store has lost. */
export function createRecovery(
  { store, clock, log }: Pick<ThreadwatchParts, 'store' | 'clock' | 'log'>,
  records: Records,
  { tokenStore }: Pick<AccountParts, 'tokenStore'>,
  lock: KeyedLock,
): StoreRecovery {
  const { snoozeStore, snoozeBudgets, recentSubscribers, unreachableChannels, channelSettings, hookStore } =
    records;
  const { publications } = records;
  const choices = [snoozeStore, snoozeBudgets, channelSettings, hookStore];
  // An emptied store lacks the version of its records too.
  const format = { restore: () => migrateStore(store, log) };
  return new StoreRecovery({
    ...records,
    emptiedStores: new EmptiedStores(store),
    others: [format, tokenStore, ...choices, publications, recentSubscribers, unreachableChannels],
    lock,
    clock,
    onRecovered: (message) => log.warn(message),
  });
}
