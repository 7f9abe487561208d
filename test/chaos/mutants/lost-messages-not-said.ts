import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'recovery',
  file: 'src/notifications/outbox.ts',
  find: '      const waited = gone.filter((id) => pending.has(id)).length;',
  replace: '      const waited = gone.filter((id) => !pending.has(id) && kept.has(id)).length;',
};
