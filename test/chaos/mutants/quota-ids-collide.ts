import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'ids of notifications',
  file: 'src/alerts/quotaNotifier.ts',
  find: 'const id = `quota/${subscriptionIdPrefix(subscription)}/${alert}`;',
  replace: 'const id = `quota/${subscriptionIdPrefix(subscription)}/${Math.min(alert, 1)}`;',
};
