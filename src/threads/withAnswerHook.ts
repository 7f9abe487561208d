import type { ThreadsApi } from './api.ts';

/**
 * The same API, which tells of each account for which Threads has answered: the account can be called, whatever was
 * known of it before. Calls about a token prove less, and are not told. Quotas are read through the `QuotaReader`.
 */
export function withAnswerHook(
  threads: ThreadsApi,
  onAnswer: (accountName: string) => Promise<void>,
): ThreadsApi {
  return {
    ...threads,
    async fetchContainer(account, containerId, options) {
      const reading = await threads.fetchContainer(account, containerId, options);
      await onAnswer(account.name);
      return reading;
    },
    async fetchUser(account, options) {
      const user = await threads.fetchUser(account, options);
      await onAnswer(account.name);
      return user;
    },
  };
}
