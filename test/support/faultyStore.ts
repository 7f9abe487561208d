import { type Store, StoreError } from '../../src/store/store.ts';
import { type Around, interceptStore } from './interceptStore.ts';

/** A store that fails for as long as the story wants it to, or answers only when it is let. */
export class FaultyStore {
  /** What fails at present. */
  failing: 'nothing' | 'writes' | 'everything' = 'nothing';
  /** What every call waits for. */
  gate: Promise<void> = Promise.resolve();
  readonly store: Store;

  constructor(store: Store) {
    this.store = interceptStore(store, this.#make);
  }

  readonly #make: Around = async (kind, call) => {
    await this.gate;
    if (this.failing === 'everything' || (this.failing === 'writes' && kind === 'write'))
      throw new StoreError('store_failed', 'The store could not do it: it is out of order');
    return call();
  };
}
