import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'send',
  file: 'src/notifications/outbox.ts',
  find: 'await this.#save({ ...notification, ...revision, synced: false });',
  replace: 'await this.#save({ ...notification, ...revision });',
};
