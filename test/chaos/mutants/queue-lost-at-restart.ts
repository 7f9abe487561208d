import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/watches/watchStore.ts',
  find: ['        this.#add(key, entry);\n        visit'].join(''),
  replace: ['        this.#index(key, entry);\n        visit'].join(''),
};
