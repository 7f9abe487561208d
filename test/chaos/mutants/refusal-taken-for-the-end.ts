import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'retry',
  file: 'src/notifications/dispatch/deliverySender.ts',
  find: "    if (error.kind === 'lasting') {\n",
  replace: "    if (error.kind !== 'message-gone') {\n",
};
