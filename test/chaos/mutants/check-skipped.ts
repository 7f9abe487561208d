import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'schedule',
  file: 'src/polling/schedule.ts',
  find: ['  return ahead.find(isNeeded);\n'].join(''),
  replace: ['  return ahead.slice(1).find(isNeeded) ?? ahead[0];\n'].join(''),
};
