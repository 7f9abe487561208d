import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'clock',
  file: 'src/app/steadyClock.ts',
  find: ['      return at + lead;\n'].join(''),
  replace: ['      return at + Math.min(lead, 0);\n'].join(''),
};
