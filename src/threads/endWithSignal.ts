import type { ThreadsError } from './errors.ts';

/** Ends with the caller's signal at once, also while the call waits for its turn or backs off. */
export async function endWithSignal<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined,
  toError: () => ThreadsError,
): Promise<T> {
  if (signal === undefined) return answer;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(toError());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
