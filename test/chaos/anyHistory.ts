import fc from 'fast-check';
import type { History } from './history.ts';
import { localHistory } from './localHistory.ts';
import { redisHistory } from './redisHistory.ts';

/** Random days, the same for the same seed. */
export const anyHistory: fc.Arbitrary<History> = fc.oneof(
  { weight: 24, arbitrary: localHistory },
  { weight: 1, arbitrary: redisHistory },
);
