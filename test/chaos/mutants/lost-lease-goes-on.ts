import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: ['        if (lost.has(each.index)) each.lease.lose();\n', '        else if (renewal'].join(''),
  replace: ['        if (lost.size > owned.length) each.lease.lose();\n', '        else if (renewal'].join(
    '',
  ),
};
