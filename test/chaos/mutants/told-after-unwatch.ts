import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'unwatch',
  file: 'src/notifications/outbox.ts',
  find: 'const isDone = isNew(notification) || (notification.synced',
  replace: 'const isDone = (notification.synced',
};
