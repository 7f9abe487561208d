import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: "    owned.ending.abort('lost' satisfies EndReason);\n",
  replace: '',
};
