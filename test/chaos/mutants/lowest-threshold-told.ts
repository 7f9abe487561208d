import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quota thresholds',
  file: 'src/alerts/decideQuotaAlerts.ts',
  find: 'threshold: Math.max(...crossed)',
  replace: 'threshold: Math.min(...crossed)',
};
