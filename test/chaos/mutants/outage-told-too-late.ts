import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'outage',
  file: 'src/accounts/outage.ts',
  find: 'const NOTIFY_AFTER = 10 * MINUTE;',
  replace: 'const NOTIFY_AFTER = 25 * MINUTE;',
};
