import fc from 'fast-check';
import { MINUTE, SECOND } from '../../src/duration.ts';
import type { Event, History } from './history.ts';
import { localHistory, moment, time } from './localHistory.ts';

const kind = fc.constant('pause' as const);
/** How long another process works on the store before the first goes on. */
const span = time(SECOND, 10 * MINUTE);

/** Between two things that the process does. */
export const pause: fc.Arbitrary<Event> = fc.record({ at: moment, kind, span });

/** In the middle of what it does. */
export const pauseMidway: fc.Arbitrary<Event> = fc.record({
  at: moment,
  kind,
  span,
  awaits: fc.nat({ max: 20 }),
  isOnWire: fc.boolean(),
});

/** Days on a database that is taken over from a process that was paused. */
export const takeoverHistory: fc.Arbitrary<History> = fc
  .tuple(
    localHistory,
    fc.array(fc.oneof({ weight: 1, arbitrary: pause }, { weight: 3, arbitrary: pauseMidway }), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([history, events]) => ({
    ...history,
    events: [...history.events, ...events.filter((each) => mayHappen(history, each))].sort(
      (a, b) => a.at - b.at,
    ),
    store: 'sqlite',
  }));

/** Where the clock is set no process starts meanwhile: whoever has nothing but a wrong clock can't know better. */
export function mayHappen({ events }: History, event: Event): boolean {
  const isStart = event.kind === 'pause' || (event.kind === 'flush' && event.isStopped);
  return !isStart || !events.some((each) => each.kind === 'clock back');
}
