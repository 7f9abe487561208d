import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'Redis',
  file: 'src/store/redisScripts.ts',
  find: "return {known > 0 and 'held' or 'empty', ''}`",
  replace: "return {'held', ''}`",
};
