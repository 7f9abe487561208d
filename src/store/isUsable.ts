import type { Store } from './store.ts';

/** Whether this process owns the store, and the store answers and took what was written last. */
export function isUsable(store: Pick<Store, 'ensureLeased' | 'check'>): Promise<boolean> {
  return Promise.all([store.ensureLeased(), store.check()]).then(
    () => true,
    () => false,
  );
}
