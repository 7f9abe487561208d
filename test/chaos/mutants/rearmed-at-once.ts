import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quota thresholds',
  file: 'src/alerts/decideQuotaAlerts.ts',
  find: 'percent < entry.threshold - REARM_POINTS',
  replace: 'percent < entry.threshold - REARM_POINTS / 5',
};
