import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/sqlite.ts',
  find: '`${realpathSync(absolute)}.owner`',
  replace: '`${realpathSync(absolute)}.owner${describeThisProcess().id}`',
};
