import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'supersede',
  file: 'src/notifications/kinds/container.ts',
  find: 'subject: keyOf(content),',
  replace: "subject: keyOf({ ...content, container: '' }),",
};
