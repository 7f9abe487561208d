import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'retry',
  file: 'src/notifications/dispatch/deliverySender.ts',
  find: ["    if (error.kind === 'lasting') return this.#endSubscriptions(first.channel, error);\n"].join(''),
  replace: [
    "    if (error.kind !== 'message-gone') return this.#endSubscriptions(first.channel, error);\n",
  ].join(''),
};
