import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/notifications/kinds/container.ts',
  find: '[{ account, container }, {}]',
  replace: '[{ account, container }]',
};
