import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'outage',
  file: 'src/polling/pendingChecks.ts',
  find: '...(probe === undefined ? [] : [probe]), ...delayed,',
  replace: '...(probe === undefined ? [] : [probe]), ...delayed.slice(0, 0),',
};
