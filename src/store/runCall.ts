import { AsyncLocalStorage } from 'node:async_hooks';
import type { Keyv } from 'keyv';
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
  return new StoreError('store_failed', `The store could not ${purpose}: ${getErrorMessage(error)}`, {
    cause: error,
  });
}

/** The message of an error. An `AggregateError` of Node's sockets has no message, only a code. */
export function getErrorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
