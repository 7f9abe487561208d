import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'decide',
  file: 'src/polling/schedule.ts',
  find: 'createdAt + (early.at(-1) ??',
  replace: 'createdAt + (early.at(0) ??',
};
