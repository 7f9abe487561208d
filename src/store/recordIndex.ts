/** Numbers, texts and lists alone: so the first `],"value":` of a stored text ends its index. */
export type IndexFields = readonly (number | string | boolean | null | IndexFields)[];

/**
 * The few fields of a record that the start needs. They are stored in front of the record, in one text with it: no write can
 * change one without the other, and the start parses nothing else. Records of earlier versions have none; they are read whole.
 *
 * @typeParam T the record
 * @typeParam E what the start knows of it
 */
export interface RecordIndex<T, E> {
  /** What the start knows of a record that it has read whole. */
  toEntry(record: T): E;
  /** @returns what is stored; `undefined` where the start needs the whole record */
  toFields(record: T): IndexFields | undefined;
  /** @returns `undefined` for what `toFields` has not made; then the whole record is read */
  fromFields(key: string, fields: unknown): E | undefined;
}

/** A record on its way to the store, with its index. */
export class IndexedRecord {
  readonly fields: IndexFields;
  readonly record: unknown;

  constructor(fields: IndexFields, record: unknown) {
    this.fields = fields;
    this.record = record;
  }
}

const START = '{"index":';
const END = '],"value":';

/** @param envelope as Keyv makes it: `{"value": record}` */
export function stringifyEnvelope(envelope: unknown): string {
  if (!isOfIndexed(envelope)) return JSON.stringify(envelope);
  const { value, ...rest } = envelope;
  return JSON.stringify({ index: value.fields, value: value.record, ...rest });
}

/**
 * Reads the index of a stored text, and not what follows it.
 * @returns `undefined` where there is none, or the text is cut short
 */
export function parseIndex(text: string): unknown {
  if (!text.startsWith(START) || !text.endsWith('}}')) return undefined;
  const end = text.indexOf(END, START.length);
  if (end < 0) return undefined;
  try {
    return JSON.parse(text.slice(START.length, end + 1));
  } catch {
    return undefined;
  }
}

function isOfIndexed(envelope: unknown): envelope is { readonly value: IndexedRecord } {
  return (
    typeof envelope === 'object' &&
    envelope !== null &&
    'value' in envelope &&
    envelope.value instanceof IndexedRecord
  );
}
