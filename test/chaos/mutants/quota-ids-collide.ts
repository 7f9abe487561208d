import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'ids of notifications',
  file: 'src/alerts/quotaNotifier.ts',
  find: 'const id = `quota/${subscriptionKey(channel, account)}/${alert}`;',
  replace: 'const id = `quota/${subscriptionKey(channel, account)}/${Math.min(alert, 1)}`;',
};
