import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/sqliteLease.ts',
  find: '    else if (text !== this.#text) throw this.#lose(parseOwner(text));',
  replace: '    else if (text !== this.#text && isWriting) throw this.#lose(parseOwner(text));',
};
