import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  kind: 'cluster',
  file: 'src/cluster/engine/ownedJobs.ts',
  find: '      if (!ending.signal.aborted) await run(index, lease, ending.signal);',
  replace: [
    "      const ended = new Promise((resolve) => ending.signal.addEventListener('abort', resolve));\n",
    '      if (!ending.signal.aborted) await Promise.race([run(index, lease, ending.signal), ended]);',
  ].join(''),
};
