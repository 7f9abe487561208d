import { parseRecordId, recordId } from '../../store/copy/copyEnds.ts';
import { partOf, withoutPart } from '../../store/copy/parts.ts';
import { StoreError } from '../../store/store.ts';
import type { Placement } from './placement.ts';
import type { Survey } from './surveyRecords.ts';

const MOST_NAMED = 3;

/**
 * Makes sure that no two records come to one place under one key: each would replace the other.
 * @throws {StoreError} that names them, and what to do
 */
export function assertDistinct({ named, unreadable, shared }: Survey, { place }: Placement): void {
  const taken = new Map<string, string>();
  const twice: string[] = [];
  for (const ids of [named.keys(), unreadable.keys(), shared])
    for (const id of ids) {
      const { collection, key } = parseRecordId(id) ?? { collection: '', key: '' };
      const placed = place({ collection, key, text: '' });
      if (placed === undefined) continue;
      const other = taken.get(recordId(placed));
      taken.set(recordId(placed), id);
      if (other !== undefined)
        twice.push(`${withoutPart(collection)} ${key} (in ${partOf(other)} and ${partOf(collection)})`);
    }
  if (twice.length === 0) return;
  const more = twice.length > MOST_NAMED ? ` and ${twice.length - MOST_NAMED} more` : '';
  throw new StoreError(
    'store_failed',
    `Two partitions hold records of one name, and would become one: ${twice.slice(0, MOST_NAMED).join(', ')}${more}. Most likely an account of one name was connected from chat in both: say /threads disconnect for it in one of its workspaces, and copy again. Nothing was changed.`,
  );
}
