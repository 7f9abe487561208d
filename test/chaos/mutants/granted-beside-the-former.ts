import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: 'const running = before.then(() => this.#work(owned));',
  replace: 'const running = Promise.race([before, undefined]).then(() => this.#work(owned));',
};
