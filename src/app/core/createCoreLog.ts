import type { Log } from '../../log.ts';
import { isStoreFailure } from '../../store/store.ts';
import type { OnCorrupt } from './createRecords.ts';

/** Logs faults of our own side. */
export interface CoreLog {
  /** Logs an error. A failing store logs itself once, so errors that follow from it are logged at debug level only. */
  failure(err: unknown, about: object, message: string): void;
  readonly onCorrupt: OnCorrupt;
}

export function createCoreLog(log: Log): CoreLog {
  return {
    failure(err, about, message) {
      if (isStoreFailure(err)) log.debug({ err, ...about }, message);
      else log.error({ err, ...about }, message);
    },
    onCorrupt: (key, err) =>
      log.error({ err, key }, 'a stored record cannot be read; it is skipped and left unchanged'),
  };
}
