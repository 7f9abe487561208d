import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'recovery',
  file: 'src/alerts/storeRecovery.ts',
  find: 'subscribers: [...watch.subscribers, ...subscribers] }',
  replace: 'subscribers: [...watch.subscribers, ...subscribers.slice(0, 1)] }',
};
