import { type Collection, isCorrupt, type StoreError } from './store.ts';

/**
 * The records that there are, in the order of `keys`. One that can't be read is handed to `onCorrupt`, and keeps nobody
 * from the others.
 *
 * @throws StoreError where the store itself fails
 */
export async function getReadable<T extends object>(
  records: Collection<T>,
  keys: readonly string[],
  onCorrupt: (key: string, error: StoreError) => void,
): Promise<T[]> {
  const read = async (key: string): Promise<T | undefined> => {
    try {
      return await records.get(key);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      onCorrupt(key, error);
      return undefined;
    }
  };
  const all = records.getMany(keys).catch((error: unknown) => {
    if (isCorrupt(error)) return Promise.all(keys.map(read));
    throw error;
  });
  return (await all).flatMap((record) => record ?? []);
}
