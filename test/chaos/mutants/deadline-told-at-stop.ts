import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'check',
  file: 'src/polling/poller.ts',
  find: '    if (signal.aborted) return;\n',
  replace: '',
};
