import { AsyncLocalStorage } from 'node:async_hooks';
import type { Keyv } from 'keyv';
import { StoreError } from './store.ts';

const failuresOfCall = new AsyncLocalStorage<unknown[]>();

/**
 * Keyv answers a failed read with `undefined` once it has an `error` listener, and without one a dropped
 * connection ends the process. So it gets this listener, and every call goes through `runCall`, which turns what
 * was heard during that call (and no other, however many run at once) into a rejection.
 */
export function listenForFailures(keyv: Keyv): void {
  keyv.on('error', (error: unknown) => failuresOfCall.getStore()?.push(error));
}

/**
 * Runs one call of a Keyv.
 * @param purpose what is tried, to complete "The store could not …"
 * @throws {StoreError} `store_failed` where the call rejects or Keyv reports an error during it
 */
export async function runCall<R>(purpose: string, call: () => Promise<R>): Promise<R> {
  const failures: unknown[] = [];
  let result: R;
  try {
    result = await failuresOfCall.run(failures, call);
  } catch (error) {
    throw toStoreError(purpose, error);
  }
  if (failures.length > 0) throw toStoreError(purpose, failures[0]);
  return result;
}

function toStoreError(purpose: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store_failed', `The store could not ${purpose}: ${tellReason(error)}`, {
    cause: error,
  });
}

/** What went wrong, in the words of the error; an `AggregateError` of Node's sockets has a code alone. */
export function tellReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
