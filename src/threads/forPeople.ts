import type { CallOptions, Credentials, ThreadsApi } from './api.ts';

/**
 * The same API for what people ask: their calls have concurrency limits of their own, and hold up no job. People who ask
 * at the same time about the same account or container share one call.
 */
export function forPeople(threads: ThreadsApi): ThreadsApi {
  const fetchContainer = shareCalls((account, options, container = '') =>
    threads.fetchContainer(account, container, { ...options, for: 'person' }),
  );
  return {
    ...threads,
    fetchContainer(account, containerId, options) {
      return fetchContainer(account, options, containerId);
    },
    fetchUser: shareCalls((account, options) => threads.fetchUser(account, { ...options, for: 'person' })),
    debugToken: shareCalls((account, options) => threads.debugToken(account, { ...options, for: 'person' })),
  };
}

/** A call for an account, or for an object of it. */
type Call<T> = (account: Credentials, options?: CallOptions, object?: string) => Promise<T>;

/** A call that its caller can end is shared with nobody. */
function shareCalls<T>(call: Call<T>): Call<T> {
  const underWay = new Map<string, Promise<T>>();
  return (account, options, object = '') => {
    if (options?.signal !== undefined) return call(account, options, object);
    const key = `${account.name} ${account.token} ${object}`;
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const answer = call(account, options, object).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}
