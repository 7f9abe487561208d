/** Calls that begin within this part of a deadline share it: a timer and signals for each would cost as much as the calls. */
const SHARED_PART = 1 / 100;

/** Gives each call that begins the signal that ends it: at its deadline, or with its caller's signal. */
export type Deadlines = (caller: AbortSignal | undefined) => AbortSignal;

/** @param deadlineMs real ms; a call may get a hundredth less */
export function createDeadlines(deadlineMs: number): Deadlines {
  /** By their callers' signals, of which few are ever in use at once. */
  const shared = new Map<AbortSignal | undefined, AbortSignal>();
  return (caller) => {
    const synced = shared.get(caller);
    if (synced !== undefined) return synced;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = caller === undefined ? deadline : AbortSignal.any([deadline, caller]);
    shared.set(caller, signal);
    setTimeout(() => shared.delete(caller), deadlineMs * SHARED_PART).unref();
    return signal;
  };
}
