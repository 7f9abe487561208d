import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/watches/watchStore.ts',
  find: ['      this.#queue.add(key, entry.nextCheckAt);\n'].join(''),
  replace: ['      this.#forgetLists(entry.subscribers);\n'].join(''),
};
