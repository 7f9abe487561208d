import type { Log } from '../../log.ts';
import { isStoreFailure } from '../../store/store.ts';
import type { OnCorrupt } from './createRecords.ts';

/** How the core reports what fails on our own side. */
export interface CoreLog {
  /** A failing store logs that itself, once; what meets with it is logged at debug level only. */
  fault(err: unknown, about: object, message: string): void;
  readonly onCorrupt: OnCorrupt;
}

export function createCoreLog(log: Log): CoreLog {
  return {
    fault(err, about, message) {
      if (isStoreFailure(err)) log.debug({ err, ...about }, message);
      else log.error({ err, ...about }, message);
    },
    onCorrupt: (key, err) =>
      log.error({ err, key }, 'a record in the store can not be read; it is left as it is and skipped'),
  };
}
