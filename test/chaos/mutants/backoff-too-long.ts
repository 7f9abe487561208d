import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'retry',
  file: 'src/notifications/dispatch/channelBackoff.ts',
  find: 'first: 5 * SECOND,',
  replace: 'first: 5 * MINUTE,',
};
