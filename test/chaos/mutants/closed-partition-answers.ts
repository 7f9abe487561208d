import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/store/createStore.ts',
  find: "throw new StoreError('store_lost', 'This process has closed the store');",
  replace: "throw new StoreError('store_failed', 'This process has closed the store');",
};
