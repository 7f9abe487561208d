import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/notifications/outbox.ts',
  find: 'onCorrupt)) this.#index.set(entry);',
  replace: ['onCorrupt))\n', '      this.#index.set({ ...entry, synced: true });'].join(''),
};
