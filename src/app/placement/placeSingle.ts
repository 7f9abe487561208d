import { withoutPart } from '../../store/copy/parts.ts';
import type { Placement } from './placement.ts';
import { findCollection, isMadeAnew, type Survey } from './surveyRecords.ts';

/** Makes one store of partitions. Pure. */
export function placeSingle(survey: Survey): Placement {
  return {
    places: new Map(),
    place(record) {
      const collection = withoutPart(record.collection);
      const stored = findCollection(collection);
      const isLeftOut = stored !== undefined && (stored.place === 'each' || isMadeAnew(stored));
      return isLeftOut ? undefined : { ...record, collection };
    },
    extra: [...survey.best.values()].map(({ collection, key, text }) => ({ collection, key, text })),
    remarks: [],
  };
}
