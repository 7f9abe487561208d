import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'group',
  file: 'src/notifications/stages/send.ts',
  find: '  return [...members, ...notifications.filter(({ id }) => !group.ids.has(id))];',
  replace: '  return members.filter(({ id }) => group.ids.has(id));',
};
