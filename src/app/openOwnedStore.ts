import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { EmptiedStores } from '../store/emptiedStores.ts';
import { openStore } from '../store/openStore.ts';
import type { Store, StoreError } from '../store/store.ts';
import { withFaultLogging } from '../store/withFaultLogging.ts';

export interface OwnedStoreOptions {
  readonly url: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Called as soon as the store is open, before it is leased. */
  readonly onOpened: (store: Store) => void;
  /** Called once if another process has taken the store over. This process must then end. */
  readonly onLost: (error: StoreError) => void;
}

/** A store that this process owns. */
export interface OwnedStore {
  readonly store: Store;
  /** Calls `listener` when the store is emptied, also if that has happened already. */
  onEmptied(listener: () => void): void;
}

/**
 * Opens a store and leases it. All faults of the store are logged.
 * @throws {StoreError} if it can't be used, or if another process owns it
 */
export async function openOwnedStore({
  url,
  log,
  clock,
  onOpened,
  onLost,
}: OwnedStoreOptions): Promise<OwnedStore> {
  const opened = await openStore(url, {
    onError: (err) => log.error({ err }, 'the store failed'),
    onWarning: (message) => log.warn(message),
  });
  onOpened(opened);
  const store = withFaultLogging(opened, log);
  const seen = { beforeStart: false, whileRunning: false };
  let listener = (): void => undefined;
  await store.lease({
    onWait: (message) => log.warn(message),
    onLost(err) {
      log.error({ err }, 'another process has taken over the store; this one ends');
      onLost(err);
    },
    onEmptied({ kind, message }) {
      log.warn(message);
      seen.beforeStart ||= kind === 'before-start';
      seen.whileRunning ||= kind === 'while-running';
      if (kind === 'while-running') listener();
    },
  });
  if (seen.beforeStart) await new EmptiedStores(store).note({ at: clock.now() });
  for (const { words } of await store.findProblems()) log.warn(`the store is at risk: ${words}`);
  return {
    store,
    onEmptied(given) {
      listener = given;
      if (seen.whileRunning) listener();
    },
  };
}
