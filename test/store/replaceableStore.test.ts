import { expect, it } from 'vitest';
import { z } from 'zod';
import { createStore } from '../../src/store/createStore.ts';
import { createMemoryBackend } from '../../src/store/memory.ts';
import { createReplaceableStore } from '../../src/store/replaceableStore.ts';
import { StoreError } from '../../src/store/store.ts';

const LOST = new StoreError('store_lost', 'the partition is owned by another replica');

it('has its records elsewhere while the work lasts, and its own again once it has ended, or failed', async () => {
  const first = createStore({
    ...createMemoryBackend(),
    ensureLeased: async () => {
      throw LOST;
    },
  });
  const store = createReplaceableStore(first);
  const watches = store.collection('watches', z.number());
  const other = createStore(createMemoryBackend());
  await watches.set('before', 1);
  await store.replaceDuring(other, async () => {
    await watches.set('meanwhile', 2);
    expect(await watches.get('before')).toBeUndefined();
    // Nothing is sent meanwhile either: the lease is that of the first.
    await expect(store.ensureLeased()).rejects.toBe(LOST);
  });
  await expect(store.replaceDuring(other, () => Promise.reject(new Error('failed')))).rejects.toThrow();
  await watches.set('after', 3);
  const [here, there] = [first, other].map((each) => each.collection('watches', z.number()));
  expect(await here?.getMany(['before', 'meanwhile', 'after'])).toEqual([1, undefined, 3]);
  expect(await there?.getMany(['before', 'meanwhile', 'after'])).toEqual([undefined, 2, undefined]);
});
