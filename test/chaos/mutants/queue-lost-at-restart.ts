import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'restart',
  file: 'src/watches/watchStore.ts',
  find: ['      this.#queue.add(key, entry.nextCheckAt);\n', '    }\n', '  }'].join(''),
  replace: ['    }\n', '  }'].join(''),
};
