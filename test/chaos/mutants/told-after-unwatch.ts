import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'unwatch',
  file: 'src/notifications/outbox.ts',
  find: ['      if (isNew(notification)) return this.#forget(notification);\n'].join(''),
  replace: '',
};
