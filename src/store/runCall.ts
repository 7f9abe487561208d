import { AsyncLocalStorage } from 'node:async_hooks';
import type { Keyv } from 'keyv';
import { explainFileFault } from './explainFileFault.ts';
import { findRedisRemedy } from './explainRedisFault.ts';
import { getErrorMessage } from './getErrorMessage.ts';
import { StoreError } from './store.ts';

const errorsOfCall = new AsyncLocalStorage<unknown[]>();

/**
 * With an `error` listener, Keyv answers a failed read with `undefined`; without one, a dropped connection ends the
 * process. So each Keyv gets this listener, and every call goes through `runCall`. That rejects if an error was emitted
 * during this very call, even when many calls run at once.
 */
export function captureErrors(keyv: Keyv): void {
  keyv.on('error', (error: unknown) => errorsOfCall.getStore()?.push(error));
}

/**
 * Runs one call of a Keyv.
 * @param purpose completes the sentence "The store could not …"
 * @throws {StoreError} `store_failed` if the call rejects or Keyv emits an error during it
 */
export async function runCall<R>(purpose: string, call: () => Promise<R>): Promise<R> {
  const errors: unknown[] = [];
  let result: R;
  try {
    result = await errorsOfCall.run(errors, call);
  } catch (error) {
    throw toStoreError(purpose, error);
  }
  if (errors.length > 0) throw toStoreError(purpose, errors[0]);
  return result;
}

function toStoreError(purpose: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store_failed', `The store could not ${purpose}: ${explain(error)}`, {
    cause: error,
  });
}

/** What went wrong and, where it has a remedy of its own, what to do; without a full stop. */
function explain(error: unknown): string {
  const ofFile = explainFileFault(error);
  if (ofFile !== undefined) return `${ofFile.problem}. ${ofFile.remedy}`;
  const remedy = findRedisRemedy(error);
  return remedy === undefined ? getErrorMessage(error) : `${getErrorMessage(error)}. ${remedy}`;
}
