import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/notifications/dispatch/snoozeDeferrals.ts',
  find: 'deferral?.revision === revision ? deferral.until : 0',
  replace: 'deferral?.revision === revision ? Number.POSITIVE_INFINITY : 0',
};
