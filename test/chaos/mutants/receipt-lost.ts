import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'confirm',
  file: 'src/notifications/outbox.ts',
  find: ['          ...notification,\n', '          messageId,\n', '          synced,\n'].join(''),
  replace: ['          ...notification,\n', '          synced,\n'].join(''),
};
