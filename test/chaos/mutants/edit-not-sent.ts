import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'send',
  file: 'src/notifications/outbox.ts',
  find: 'await this.#save({ ...revised, synced: false });',
  replace: 'await this.#save(revised);',
};
