import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'whom to tell',
  file: 'src/watches/watchStore.ts',
  find: ['      .filter(({ keys }) => keys.keys().some((key) => key.startsWith(prefix)))\n'].join(''),
  replace: ['      .filter(({ keys }) => keys.size + prefix.length > 0)\n'].join(''),
};
