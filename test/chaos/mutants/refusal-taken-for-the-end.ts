import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'retry',
  file: 'src/notifications/dispatch/channelFaults.ts',
  find: "error.kind === 'lasting')",
  replace: "error.kind !== 'message-gone')",
};
