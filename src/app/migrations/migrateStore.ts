import { z } from 'zod';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { COLLECTIONS, toVersion2, toVersion2Key } from './toVersion2.ts';

/** The version of the records that this program reads and writes. */
const VERSION = 2;

/** So many records are moved in one write. */
const BATCH = 500;

const markerSchema = z.object({ version: z.number() });
const version1Schema = z.looseObject({ version: z.literal(1) });

/** Under this key the store says which version its records have. */
const MARKER = 'version';

/**
 * Brings the records of an earlier version up to date, once. It runs before any of them is read. A crash in the
 * middle does no harm: what has been moved is passed over the next time.
 */
export async function migrateStore(store: Store, log: Pick<Log, 'info'>): Promise<void> {
  const markers = store.collection('format', markerSchema);
  if ((await markers.get(MARKER))?.version === VERSION) return;
  let moved = 0;
  for (const [from, to] of Object.entries(COLLECTIONS)) moved += await migrateCollection(store, from, to);
  await markers.set(MARKER, { version: VERSION });
  if (moved > 0) log.info({ records: moved, version: VERSION }, 'the store was brought up to date');
}

/** Records that are not of version 1 stay as they are: what can't be read is reported when it is used. */
async function migrateCollection(store: Store, from: string, to: string): Promise<number> {
  const source = store.collection(from, z.unknown());
  const target = store.collection(to, z.unknown());
  let moved = 0;
  let batch: (readonly [from: string, to: string, record: unknown])[] = [];
  const flush = async (): Promise<void> => {
    await target.setMany(batch.map(([, key, record]) => [key, record] as const));
    await source.deleteMany(batch.flatMap(([old, key]) => (from === to && old === key ? [] : [old])));
    moved += batch.length;
    batch = [];
  };
  for await (const [key, record] of source.entries(() => undefined)) {
    const old = version1Schema.safeParse(record).data;
    if (old === undefined) continue;
    batch.push([key, toVersion2Key(key), toVersion2(old)]);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return moved;
}
