import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/notifications/kinds/container.ts',
  find: 'snoozeSubjects: ({ account, container }) => [{ account, container }, {}]',
  replace: 'snoozeSubjects: ({ account }) => [{ account }, {}]',
};
