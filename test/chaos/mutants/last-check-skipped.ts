import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'schedule',
  file: 'src/polling/schedule.ts',
  find: [
    '  const ahead = schedule.map((offset) => createdAt + offset).filter((at) => at > now);\n',
    '  const most =',
  ].join(''),
  replace: [
    '  const ahead = schedule.slice(0, -1).map((offset) => createdAt + offset).filter((at) => at > now);\n',
    '  const most =',
  ].join(''),
};
