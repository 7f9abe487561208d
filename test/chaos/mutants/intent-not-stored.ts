import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'store the intent',
  file: 'src/polling/watchChecker.ts',
  find: [
    "    await onEvent({ kind: 'checked', before: watch, decision });\n",
    '    if (decision.ended) await watchStore.remove(watch);\n',
    '    else await watchStore.save(decision.watch, watch);\n',
  ].join(''),
  replace: [
    '    if (decision.ended) await watchStore.remove(watch);\n',
    '    else await watchStore.save(decision.watch, watch);\n',
    "    await onEvent({ kind: 'checked', before: watch, decision });\n",
  ].join(''),
};
