import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quota thresholds',
  file: 'src/alerts/decideQuotaAlerts.ts',
  find: '      if (percent < entry.threshold - REARM_POINTS) freed',
  replace: '      if (percent + REARM_POINTS < 0) freed',
};
