import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'snooze',
  file: 'src/notifications/stages/snooze.ts',
  find: '(await kindOf(content).isStillTrue(content, watchStore))',
  replace: '!(await kindOf(content).isStillTrue(content, watchStore))',
};
