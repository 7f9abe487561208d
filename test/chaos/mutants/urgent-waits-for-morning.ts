import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quiet hours',
  file: 'src/notifications/stages/choices.ts',
  find: 'weight === undefined || weight.isUrgent || quiet === undefined',
  replace: 'weight === undefined || quiet === undefined',
};
