import fc from 'fast-check';
import type { History } from './history.ts';
import { localHistory } from './localHistory.ts';
import { redisHistory } from './redisHistory.ts';
import { takeoverHistory } from './takeoverHistory.ts';
import { zoneHistory } from './zoneHistory.ts';

/** Random days of a single process, the same for the same seed. */
export const anyHistory: fc.Arbitrary<History> = fc.oneof(
  { weight: 41, arbitrary: localHistory },
  { weight: 5, arbitrary: zoneHistory },
  { weight: 2, arbitrary: takeoverHistory },
  { weight: 2, arbitrary: redisHistory },
);
