import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/app/createThreadwatch.ts',
  find: '      await dispatcher.drain();',
  replace: '      void dispatcher.drain();',
};
