import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'clock',
  file: 'src/app/steadyClock.ts',
  find: 'last = isBehind ? even : at;',
  replace: 'last = isBehind ? at : at;',
};
