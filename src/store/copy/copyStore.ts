import { setImmediate } from 'node:timers/promises';
import { StoreError } from '../store.ts';
import { type CopySource, type CopyTarget, parseRecordId, recordId, type StoredRecord } from './copyEnds.ts';

/** So often a source that changes is compared before it is read at once. */
const MOST_COMPARISONS = 4;

/** What was copied: how many records of each collection, in the order of their names. */
export type CopiedCounts = ReadonlyMap<string, number>;

/**
 * Copies all records, and compares each with its source. Where the source changes meanwhile, what has changed is copied
 * again, until a whole comparison finds nothing: then every record of the copy was there at the moment when that
 * comparison began. A source that changes all the time is read at once. Only then the copy is put in its place.
 *
 * @param visit called with each record that was read, with some of them more than once; what it throws ends the copy
 * @throws {StoreError} and leaves the target as it was
 */
export async function copyStore(
  source: CopySource,
  target: CopyTarget,
  visit: (record: StoredRecord) => void,
): Promise<CopiedCounts> {
  if (source.database !== undefined && target.takeFile !== undefined) await target.takeFile(source.database);
  else for await (const page of source.pages()) await target.put(page);
  for (let comparison = 1; ; comparison += 1) {
    const records = comparison > MOST_COMPARISONS ? await source.readAtOnce?.() : undefined;
    const { seen, differing, surplus } = await compare(records ? [records] : source.pages(), target, visit);
    const isEqual = differing.length + surplus.length === 0;
    if (!isEqual) {
      await target.put(differing);
      await target.remove(surplus);
    }
    if (isEqual || (records !== undefined && (await isSame(records, target)))) {
      await target.commit(seen.size);
      return countByCollection(seen);
    }
    if (comparison > MOST_COMPARISONS) throw new StoreError('store_failed', NOT_EQUAL);
  }
}

const NOT_EQUAL =
  'The copy is not equal to the store that was read, also where nothing changed meanwhile: what was written there could not be read again. Nothing was replaced. Copy to another place.';

async function isSame(records: readonly StoredRecord[], target: CopyTarget): Promise<boolean> {
  const { differing, surplus } = await compare([records], target, () => undefined);
  return differing.length + surplus.length === 0;
}

interface Comparison {
  /** The ids of all that the source holds. */
  readonly seen: ReadonlySet<string>;
  readonly differing: readonly StoredRecord[];
  /** The ids of what the copy has, and the source has no more. */
  readonly surplus: readonly string[];
}

async function compare(
  pages: AsyncIterable<readonly StoredRecord[]> | Iterable<readonly StoredRecord[]>,
  target: CopyTarget,
  visit: (record: StoredRecord) => void,
): Promise<Comparison> {
  const seen = new Set<string>();
  const differing: StoredRecord[] = [];
  for await (const page of pages) {
    // SQLite is read without a pause: a Ctrl+C is heard only here.
    await setImmediate();
    const texts = await target.getMany(page.map(recordId));
    page.forEach((record, index) => {
      seen.add(recordId(record));
      visit(record);
      if (texts[index] !== record.text) differing.push(record);
    });
  }
  const surplus = new Set<string>();
  for await (const ids of target.ids()) for (const id of ids) if (!seen.has(id)) surplus.add(id);
  return { seen, differing, surplus: [...surplus] };
}

function countByCollection(ids: Iterable<string>): CopiedCounts {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const collection = parseRecordId(id)?.collection ?? '';
    counts.set(collection, (counts.get(collection) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
