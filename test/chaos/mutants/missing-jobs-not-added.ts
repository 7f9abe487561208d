import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: '      await time.wait(healMs, signal);',
  replace: '      await time.wait(healMs * 10_000, signal);',
};
