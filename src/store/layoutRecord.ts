import { z } from 'zod';
import { MAX_PARTITIONS, SHARED_PREFIX } from './partitions.ts';
import { StoreError } from './store.ts';

/** The collection and the key of the record that says what lies in which partition. */
export const LAYOUT_COLLECTION = 'layout';
export const LAYOUT_RECORD = 'current';

/** Where Redis has that record. */
export const LAYOUT_KEY = `${SHARED_PREFIX}${LAYOUT_COLLECTION}::${LAYOUT_RECORD}`;

/** The form of the record itself. */
export const LAYOUT_FORMAT = 1;

/** Pairs, and no object: an account may be called `__proto__`. */
const assignedSchema = z.array(z.tuple([z.string(), z.int().nonnegative()]));

/** How many partitions there are, and in which of them each account and each workspace is. */
export const layoutRecordSchema = z.object({
  format: z.literal(LAYOUT_FORMAT),
  /** Another one for each copy that placed the records: whoever knows another one knows another layout. */
  id: z.string(),
  /** The version of the records in the partitions. */
  storeVersion: z.int(),
  partitions: z.int().min(1).max(MAX_PARTITIONS),
  accounts: assignedSchema,
  workspaces: assignedSchema,
});

export type LayoutRecord = z.infer<typeof layoutRecordSchema>;

/** What every later form of the record has as well. */
const anyFormatSchema = z.looseObject({ format: z.number(), partitions: z.int().positive() });

/** A record of a layout, as its text says it. */
export type ReadLayout =
  | { readonly kind: 'layout'; readonly record: LayoutRecord }
  /** Written by a later version. */
  | { readonly kind: 'newer'; readonly format: number }
  | { readonly kind: 'unreadable' };

/** @param text as it is stored: `{"value": record}` */
export function parseLayout(text: string): ReadLayout {
  const value = readEnvelope(text);
  const parsed = layoutRecordSchema.safeParse(value);
  if (parsed.success) return { kind: 'layout', record: parsed.data };
  const { format = 0 } = anyFormatSchema.safeParse(value).data ?? {};
  return format > LAYOUT_FORMAT ? { kind: 'newer', format } : { kind: 'unreadable' };
}

/** @returns the text under which it is stored */
export function writeLayout(record: LayoutRecord): string {
  return JSON.stringify({ value: record });
}

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

function readEnvelope(text: string): unknown {
  try {
    return z.object({ value: z.unknown() }).safeParse(JSON.parse(text)).data?.value;
  } catch {
    return undefined;
  }
}
