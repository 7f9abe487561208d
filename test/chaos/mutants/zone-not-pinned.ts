import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'clock',
  file: 'src/app/pinTimeZone.ts',
  find: "  Object.assign(environment, { TZ: 'UTC' });",
  replace: '  Object.assign(environment, { TZ: timeZone });',
};
