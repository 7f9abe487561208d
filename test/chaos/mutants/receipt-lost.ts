import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'confirm',
  file: 'src/notifications/confirmNotification.ts',
  find: ['    ...notification,\n', '    messageId,\n', '    synced: '].join(''),
  replace: ['    ...notification,\n', '    synced: '].join(''),
};
