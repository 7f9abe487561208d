import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'check',
  file: 'src/threads/createClient.ts',
  find: 'return rejectOnAbort(answer, signal, () => call.ended(signal?.reason));',
  replace: 'return rejectOnAbort(answer, signal, () => call.failed(signal?.reason));',
};
