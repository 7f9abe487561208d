import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quiet hours',
  file: 'src/notifications/quietHours.ts',
  find: [
    '  const start = Math.floor(at / MINUTE) * MINUTE;',
    '  for (let moment = start; moment <= start + LONGEST_DAY; moment += MINUTE)',
    '',
  ].join('\n'),
  replace: [
    '  const start = Math.floor(at / MINUTE) * MINUTE;',
    '  const left = (quiet.to - readClock(quiet.zone, at) + 1_440) % 1_440;',
    '  if (left > 0) return start + left * MINUTE;',
    '  for (let moment = start; moment <= start + LONGEST_DAY; moment += MINUTE)',
    '',
  ].join('\n'),
};
