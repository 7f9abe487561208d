import { parseRecordId, recordId, type StoredRecord } from './copyEnds.ts';

/** Begins all our keys, those of a single store and those of partitions. */
export const OURS = 'threadwatch';

const PART = /^\{(?:\d+|shared)\}/;

/** The name that a record's key has after {@link OURS}: `:watches::brand/1`, or `{3}:watches::brand/1`. */
export function toRedisName(record: Pick<StoredRecord, 'collection' | 'key'>): string {
  return idToRedisName(recordId(record));
}

export function idToRedisName(id: string): string {
  return PART.test(id) ? id : `:${id}`;
}

export function redisNameToId(name: string): string {
  return name.startsWith(':') ? name.slice(1) : name;
}

/** @returns `undefined` for a key that is none of a record */
export function parseRedisKey(key: string): Pick<StoredRecord, 'collection' | 'key'> | undefined {
  const name = key.slice(OURS.length);
  const isOurs = key.startsWith(OURS) && (name.startsWith(':') || PART.test(name));
  return isOurs ? parseRecordId(redisNameToId(name)) : undefined;
}
