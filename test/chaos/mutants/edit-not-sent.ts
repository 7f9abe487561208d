import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'send',
  file: 'src/notifications/notificationChanges.ts',
  find: 'return isChanged ? { ...revised, synced: false } : undefined;',
  replace: 'return isChanged ? revised : undefined;',
};
