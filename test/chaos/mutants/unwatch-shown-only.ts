import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'unwatch',
  file: 'src/alerts/unwatchService.ts',
  find: 'const subscribers = watch.subscribers.filter((each) => each !== subscriber);',
  replace: 'const subscribers = watch.subscribers.filter(() => true);',
};
