import { openStore } from '../../src/store/openStore.ts';
import { StoreError } from '../../src/store/store.ts';

/** Of two processes on one store, the second must find out that it is the second. @returns what is wrong */
export async function startSecond(storeUrl: string): Promise<string[]> {
  if (!storeUrl.startsWith('sqlite:')) return [];
  const store = await openStore(storeUrl);
  try {
    await store.lease({ onWait: () => undefined, onLost: () => undefined, onEmptied: () => undefined });
    return ['a second process could start on the store of the first'];
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'store_owned')) throw error;
    return [];
  } finally {
    await store.close();
  }
}
