import type { ThreadsApi } from './api.ts';

/** The same API for what people ask: their calls have concurrency limits of their own, and hold up no job. */
export function forPeople(threads: ThreadsApi): ThreadsApi {
  return {
    ...threads,
    fetchContainer: (account, containerId, options) =>
      threads.fetchContainer(account, containerId, { ...options, for: 'person' }),
    fetchUser: (account, options) => threads.fetchUser(account, { ...options, for: 'person' }),
    debugToken: (account, options) => threads.debugToken(account, { ...options, for: 'person' }),
  };
}
