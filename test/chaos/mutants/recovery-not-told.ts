import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'outage',
  file: 'src/alerts/outageNotifier.ts',
  find: 'else if (now - notification.content.since >= LONG_OUTAGE)',
  replace: 'else if (now - notification.content.since >= 10 * LONG_OUTAGE)',
};
