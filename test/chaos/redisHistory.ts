import fc from 'fast-check';
import { MINUTE, SECOND } from '../../src/duration.ts';
import type { Event, History } from './history.ts';
import { localHistory, moment, span, time } from './localHistory.ts';

const failover = fc.record({ at: moment, kind: fc.constant('failover' as const), span });
const flush = fc.record({
  at: moment,
  kind: fc.constant('flush' as const),
  isStopped: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

const pause = fc.record({ at: moment, kind: fc.constant('pause' as const), span: time(SECOND, 10 * MINUTE) });

const troubles: fc.Arbitrary<Event[]> = fc.array(fc.oneof(failover, flush, pause), {
  minLength: 1,
  maxLength: 3,
});

/** Days on a Redis that fails over, is flushed, and is taken over from a process that was paused. */
export const redisHistory: fc.Arbitrary<History> = fc
  .tuple(localHistory, troubles)
  .map(([history, events]) => ({
    ...history,
    events: [...history.events, ...events.filter((each) => mayHappen(history, each))].sort(
      (a, b) => a.at - b.at,
    ),
    store: 'redis',
  }));

/** Where the clock is set no process starts meanwhile: whoever has nothing but a wrong clock can't know better. */
function mayHappen({ events }: History, event: Event): boolean {
  const isStart = event.kind === 'pause' || (event.kind === 'flush' && event.isStopped);
  return !isStart || !events.some(({ kind }) => kind === 'clock back');
}
