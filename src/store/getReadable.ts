import { type Collection, isCorrupt, type StoreError } from './store.ts';

/**
 * Reads the records that exist, in the order of `keys`. A corrupt record is passed to `onCorrupt` and left out.
 *
 * @throws {StoreError} if the store itself fails
 */
export async function getReadable<T extends object>(
  records: Collection<T>,
  keys: readonly string[],
  onCorrupt: (key: string, error: StoreError) => void,
): Promise<T[]> {
  const all = records.getMany(keys).catch((error: unknown) => {
    if (isCorrupt(error)) return Promise.all(keys.map((key) => readOrReport(records, key, onCorrupt)));
    throw error;
  });
  return (await all).flatMap((record) => record ?? []);
}

/**
 * Reads one record. A corrupt one is passed to `onCorrupt` and read as `undefined`.
 *
 * @throws {StoreError} if the store itself fails
 */
export async function readOrReport<T>(
  records: Pick<Collection<T>, 'get'>,
  key: string,
  onCorrupt: (key: string, error: StoreError) => void,
): Promise<T | undefined> {
  try {
    return await records.get(key);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    onCorrupt(key, error);
    return undefined;
  }
}
