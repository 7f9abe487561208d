import type { ThreadsApi } from './api.ts';
import { hasAnswered } from './quotas.ts';

/**
 * The same API, with word of each account for which Threads has answered: it can be seen, whatever we held of it. What
 * is asked of a token alone proves less, and goes unmentioned.
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
    async fetchQuotas(account, options) {
      const reading = await threads.fetchQuotas(account, options);
      if (hasAnswered(reading)) await onAnswer(account.name);
      return reading;
    },
    async fetchUser(account, options) {
      const user = await threads.fetchUser(account, options);
      await onAnswer(account.name);
      return user;
    },
  };
}
