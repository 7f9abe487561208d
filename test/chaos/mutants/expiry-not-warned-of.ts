import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'decide',
  file: 'src/polling/decideReading.ts',
  find: [
    "  if (isExpiryDue(watch, now)) return report(watch, { kind: 'expiring' }, { expiryNotified: true });\n",
  ].join(''),
  replace: [
    '  if (isExpiryDue(watch, now)) return { watch: { ...watch, expiryNotified: true }, ended: false };\n',
  ].join(''),
};
