import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/sqlite.ts',
  find: '      lease ??= await untilUnlocked(\n',
  replace: ["      if (path !== '') return;\n", '      lease ??= await untilUnlocked(\n'].join(''),
};
