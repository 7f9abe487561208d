import type { CallOptions, Credentials, ThreadsApi } from './api.ts';

/**
 * The same API for what people ask: their calls have concurrency limits of their own, and hold up no job. People who ask
 * at the same time about the same account share one call.
 */
export function forPeople(threads: ThreadsApi): ThreadsApi {
  return {
    ...threads,
    fetchContainer: (account, containerId, options) =>
      threads.fetchContainer(account, containerId, { ...options, for: 'person' }),
    fetchUser: shareCalls((account, options) => threads.fetchUser(account, { ...options, for: 'person' })),
    debugToken: shareCalls((account, options) => threads.debugToken(account, { ...options, for: 'person' })),
  };
}

type AccountCall<T> = (account: Credentials, options?: CallOptions) => Promise<T>;

/** A call that its caller can end is shared with nobody. */
function shareCalls<T>(call: AccountCall<T>): AccountCall<T> {
  const underWay = new Map<string, Promise<T>>();
  return (account, options) => {
    if (options?.signal !== undefined) return call(account, options);
    const key = `${account.name} ${account.token}`;
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const answer = call(account, options).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}
