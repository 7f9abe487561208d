/**
 * Calls that begin within this share of a deadline get the same signal: a timer and signals of its own for each call
 * would cost as much as the call.
 */
const SHARED_PART = 1 / 100;

/** Gives a call the signal that ends it: at its deadline, or when its caller's signal is aborted. */
export type Deadlines = (caller: AbortSignal | undefined) => AbortSignal;

/** @param deadlineMs real ms; a call may get up to a hundredth less */
export function createDeadlines(deadlineMs: number): Deadlines {
  /** By the caller's signal; few of them are ever in use at once. */
  const shared = new Map<AbortSignal | undefined, AbortSignal>();
  return (caller) => {
    const current = shared.get(caller);
    if (current !== undefined) return current;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = caller === undefined ? deadline : AbortSignal.any([deadline, caller]);
    shared.set(caller, signal);
    setTimeout(() => shared.delete(caller), deadlineMs * SHARED_PART).unref();
    return signal;
  };
}
