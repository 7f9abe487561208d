import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/alerts/snoozeService.ts',
  find: 'until: now, resumedBy',
  replace: 'resumedBy',
};
