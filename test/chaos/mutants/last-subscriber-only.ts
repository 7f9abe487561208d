import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'whom to tell',
  file: 'src/alerts/notifier.ts',
  find: '      before.subscribers.flatMap((subscriber) => [',
  replace: '      before.subscribers.slice(-1).flatMap((subscriber) => [',
};
