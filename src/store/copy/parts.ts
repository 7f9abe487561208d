import { LAYOUT_COLLECTION, LAYOUT_RECORD } from '../layoutRecord.ts';
import { recordId } from './copyEnds.ts';

/** The part of what belongs to no partition. */
export const SHARED_PART = '{shared}';

/** What a copy calls the part of a partition. */
export function partOfPartition(partition: number): string {
  return `{${partition}}`;
}

/** The part that a collection of partitions lies in: `{3}` of `{3}:watches`; `undefined` of a single store's. */
export function partOf(collection: string): string | undefined {
  return collection.startsWith('{') ? collection.slice(0, collection.indexOf('}') + 1) : undefined;
}

/** The collection without its part. */
export function withoutPart(collection: string): string {
  const part = partOf(collection);
  return part === undefined ? collection : collection.slice(part.length + 1);
}

export function withPart(part: string, collection: string): string {
  return `${part}:${collection}`;
}

/** The record of the layout, as a copy calls it. */
export const LAYOUT_ID = recordId({
  collection: withPart(SHARED_PART, LAYOUT_COLLECTION),
  key: LAYOUT_RECORD,
});
