import { LAYOUT_FORMAT, type LayoutRecord, type ReadLayout } from '../layoutRecord.ts';
import { StoreError } from '../store.ts';

/** @throws {StoreError} for a layout that this version can't read, saying what to do */
export function readLayoutOf(found: ReadLayout): LayoutRecord {
  if (found.kind === 'layout') return found.record;
  throw new StoreError(
    'store_failed',
    found.kind === 'newer'
      ? `A newer version of Threadwatch made these partitions (form ${found.format} of their layout; this one reads form ${LAYOUT_FORMAT}). Run this with the newer version.`
      : 'The layout of these partitions can’t be read, so it is not known what lies where. Restore a backup: npm run -s store -- restore --from <backup> --replace',
  );
}
