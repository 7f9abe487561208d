import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/jobLease.ts',
  find: 'this.#heldUntil = Math.max(this.#heldUntil, at + this.#parts.lockMs);',
  replace: 'this.#heldUntil = Math.max(at, this.#parts.monotonic() + this.#parts.lockMs);',
};
