import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: '    await this.#release(owned, rest);',
  replace: '    if (isEarly) await this.#release(owned, rest);',
};
