import fc from 'fast-check';
import { MINUTE, SECOND } from '../../src/duration.ts';
import type { Event, History } from './history.ts';
import { localHistory, moment, span, time } from './localHistory.ts';
import { mayHappen, pause, pauseMidway } from './takeoverHistory.ts';

const failover = fc.record({ at: moment, kind: fc.constant('failover' as const), span });
const flush = fc.record({
  at: moment,
  kind: fc.constant('flush' as const),
  isStopped: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

const troubles: fc.Arbitrary<Event[]> = fc.array(fc.oneof(failover, flush, pause, pauseMidway), {
  minLength: 1,
  maxLength: 3,
});

/** Messages wait for a chat that fails when the store is flushed: they are lost, and that is told. */
const flushWhilePending: fc.Arbitrary<Event[]> = fc
  .tuple(time(0, 20 * MINUTE), time(SECOND, 4 * MINUTE))
  .map(([at, later]) => [
    { at, kind: 'chat fails', span: 5 * MINUTE, takes: false },
    { at, kind: 'watch', channel: 0, containers: [0], namesOwner: true, hasNote: false },
    { at: at + later, kind: 'flush', isStopped: false },
  ]);

/** Days on a Redis that fails over, is flushed, and is taken over from a process that was paused. */
export const redisHistory: fc.Arbitrary<History> = fc
  .tuple(
    localHistory,
    fc.oneof({ weight: 4, arbitrary: troubles }, { weight: 1, arbitrary: flushWhilePending }),
  )
  .map(([history, events]) => ({
    ...history,
    events: [...history.events, ...events.filter((each) => mayHappen(history, each))].sort(
      (a, b) => a.at - b.at,
    ),
    store: 'redis',
  }));
