import { setTimeout as delay } from 'node:timers/promises';

/** The time as the cluster's loops need it, passed as an argument so that tests can step it. */
export interface ClusterTime {
  /** In ms; runs evenly, and nobody sets it. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. It never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const realTime: ClusterTime = {
  monotonic: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, signal && { signal }).catch(() => undefined),
};

/** Nobody answered in time. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Bounds the wait for an answer.
 * @throws what `work` throws, or after `ms` a `NoAnswerError` that names `what`
 */
export async function withDeadline<T>(
  time: ClusterTime,
  ms: number,
  what: string,
  work: Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const settled = new AbortController();
  void time.wait(ms, settled.signal).then(() => {
    if (!settled.signal.aborted) late.reject(new NoAnswerError(`${what} did not answer within ${ms} ms`));
  });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    settled.abort();
  }
}
