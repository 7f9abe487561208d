import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/store/redis.ts',
  find: '  if (given !== undefined) records.useFence(given);',
  replace: '  void given;',
};
