import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/notifications/outbox.ts',
  find: 'of page) this.#index.set(entry);',
  replace: 'of page) this.#index.set({ ...entry, synced: true, call: undefined });',
};
