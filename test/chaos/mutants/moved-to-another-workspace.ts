import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'move to the owner',
  file: 'src/accounts/findOwningAccount.ts',
  find: ['  const workspaces = new Set(subscribers.map(({ channel }) => channel.workspace));\n'].join(''),
  replace: [
    '  const workspaces = new Set(subscribers.flatMap(() => accounts.get(account)?.workspaces.slice(0, 1) ?? []));\n',
  ].join(''),
};
