import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/notifications/outbox.ts',
  find: 'onCorrupt)) this.#index.set(notification);',
  replace: ['onCorrupt))\n', '      this.#index.set({ ...notification, synced: true });'].join(''),
};
