import { z } from 'zod';
import type { Log } from '../../log.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { COLLECTIONS, toVersion2, toVersion2Key } from './toVersion2.ts';

/** The version of the records that this program reads and writes. */
export const STORE_VERSION = 2;

/** How many records are written at once. */
const BATCH = 500;

/** The record that says of which version the others are. */
export const versionSchema = z.object({ version: z.number() });
const version1Schema = z.looseObject({ version: z.literal(1) });

/** The key that holds the version of the store's records. */
const MARKER = 'version';

/** @returns how to go back, where a later version has written the records, whose meaning this one can't know */
export async function describeNewer(store: Store): Promise<string | undefined> {
  const { version = STORE_VERSION } = (await store.collection('format', versionSchema).get(MARKER)) ?? {};
  if (version <= STORE_VERSION) return undefined;
  return `a newer version of Threadwatch wrote this store (its records are of version ${version}, and this one reads version ${STORE_VERSION}). It was not changed. Start the newer version, or restore the backup that was made before the upgrade: npm run store -- restore --from <backup> --replace`;
}

/**
 * Refuses the records of a later version. Called before anything is read or written.
 *
 * @throws {StoreError} that says how to go back
 */
export async function assertNotNewer(store: Store): Promise<void> {
  const newer = await describeNewer(store);
  if (newer !== undefined) throw new StoreError('store_failed', newer);
}

/**
 * Migrates the records of an earlier version, once, before any of them is read. After a crash in the middle, the next
 * start migrates the rest and skips what is already migrated.
 *
 * @throws {StoreError} for the records of a later version, which stay as they are
 */
export async function migrateStore(store: Store, log: Pick<Log, 'info'>): Promise<void> {
  await assertNotNewer(store);
  const markers = store.collection('format', versionSchema);
  if ((await markers.get(MARKER))?.version === STORE_VERSION) return;
  let migrated = 0;
  for (const [from, to] of Object.entries(COLLECTIONS)) migrated += await migrateCollection(store, from, to);
  await markers.set(MARKER, { version: STORE_VERSION });
  if (migrated > 0) log.info({ records: migrated, version: STORE_VERSION }, 'the store was migrated');
}

/** Records that are not of version 1 stay unchanged. A record that can't be read is reported when it is used. */
async function migrateCollection(store: Store, from: string, to: string): Promise<number> {
  const source = store.collection(from, z.unknown());
  const target = store.collection(to, z.unknown());
  let migrated = 0;
  let batch: (readonly [from: string, to: string, record: unknown])[] = [];
  const flush = async (): Promise<void> => {
    await target.setMany(batch.map(([, key, record]) => [key, record] as const));
    await source.deleteMany(batch.flatMap(([old, key]) => (from === to && old === key ? [] : [old])));
    migrated += batch.length;
    batch = [];
  };
  for await (const [key, record] of source.entries(() => undefined)) {
    const old = version1Schema.safeParse(record).data;
    if (old === undefined) continue;
    batch.push([key, toVersion2Key(key), toVersion2(old)]);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return migrated;
}
