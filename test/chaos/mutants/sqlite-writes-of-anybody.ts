import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/sqlite.ts',
  find: '      if (isWriting) assertPresent();\n      lease?.assertHeld(isWriting);\n',
  replace: '      if (isWriting) assertPresent();\n      else lease?.assertHeld(isWriting);\n',
};
