import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'group',
  file: 'src/notifications/kinds/container.ts',
  find: '`${event.kind}${isUnverified',
  replace: '`event${isUnverified',
};
