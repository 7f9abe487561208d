import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'confirm',
  file: 'src/notifications/outbox.ts',
  find: 'await this.#save({ ...notification, messageId, synced, ...(isGrouped && { group }) });',
  replace: 'await this.#save({ ...notification, synced, ...(isGrouped && { group }) });',
};
