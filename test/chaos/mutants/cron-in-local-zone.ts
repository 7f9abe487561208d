import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'clock',
  file: 'src/jobs/scheduleJob.ts',
  find: '      timezone: UTC,\n',
  replace: '      timezone: timeZone,\n',
};
