import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'Redis',
  file: 'src/store/redisConnection.ts',
  find: '      if (NOT_SERVING.test(getErrorMessage(error))) this.#leave(error);',
  replace: '      if (NOT_SERVING.test(getErrorMessage(error))) this.#report(error);',
};
