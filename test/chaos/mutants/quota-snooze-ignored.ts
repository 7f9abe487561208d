import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/notifications/kinds/commonFacts.ts',
  find: ['  { account },\n', '  {},\n'].join(''),
  replace: ['  ...[{ account }].slice(1),\n', '  {},\n'].join(''),
};
