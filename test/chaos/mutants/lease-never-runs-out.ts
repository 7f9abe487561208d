import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/redisLease.ts',
  find: '    return this.#connection.now < this.#heldUntil && this.#renewedOn === this.#connection.number;',
  replace:
    '    return this.#heldUntil > Number.NEGATIVE_INFINITY && this.#renewedOn === this.#connection.number;',
};
