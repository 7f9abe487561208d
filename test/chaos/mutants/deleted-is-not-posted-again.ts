import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'message gone',
  file: 'src/notifications/kinds/live.ts',
  find: "whenDeleted: 'post-again'",
  replace: "whenDeleted: 'forget'",
};
