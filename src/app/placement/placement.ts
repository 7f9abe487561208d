import type { CopySource, StoredRecord } from '../../store/copy/copyEnds.ts';

/** Where each record of a store goes. */
export interface Placement {
  /** The partition of each record by its id, where it has one. */
  readonly places: ReadonlyMap<string, number>;
  /** @returns `undefined` for a record that `extra` stands for */
  place(record: StoredRecord): StoredRecord | undefined;
  /** What is made of several records, or of none. */
  readonly extra: readonly StoredRecord[];
  /** What somebody should look at, each as a sentence. */
  readonly remarks: readonly string[];
}

/** A store that is read as if its records lay where they are to go. */
export function placeSource(source: CopySource, { place, extra }: Placement): CopySource {
  const placeAll = (records: readonly StoredRecord[]): StoredRecord[] =>
    records.map(place).filter((record) => record !== undefined);
  return {
    layout: source.layout,
    async *pages() {
      for await (const page of source.pages()) yield placeAll(page);
      yield extra;
    },
    ...(source.readAtOnce && {
      readAtOnce: async () => [...placeAll((await source.readAtOnce?.()) ?? []), ...extra],
    }),
    findOwner: () => source.findOwner(),
    close: () => source.close(),
  };
}
