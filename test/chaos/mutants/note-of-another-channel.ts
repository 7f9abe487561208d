import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'compose',
  file: 'src/alerts/notifier.ts',
  find: '[this.#addAlert(watch, subscriber, event, now)]',
  replace: '[this.#addAlert(watch, { ...subscriber, note: before.subscribers[0]?.note }, event, now)]',
};
