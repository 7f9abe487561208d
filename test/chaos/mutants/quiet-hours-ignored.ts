import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quiet hours',
  file: 'src/notifications/stages/choices.ts',
  find: '    else if (until !== undefined) heldUntil = until;',
  replace: '    else if (until !== undefined && until - now < MINUTE) heldUntil = until;',
};
