import fc from 'fast-check';
import { MINUTE } from '../../src/duration.ts';
import { CROSSINGS } from '../timeZones/crossings.ts';
import type { ClockChange, Event, History, QuietHours } from './history.ts';
import { localHistory, moment, time } from './localHistory.ts';

/** A history starts so long before the clocks are changed. Quotas are read each half hour of it. */
const clockChange: fc.Arbitrary<ClockChange> = fc
  .record({ crossing: fc.constantFrom(...CROSSINGS), halfHours: fc.integer({ min: 1, max: 12 }) })
  .map(({ crossing: { zone, at }, halfHours }) => ({
    zone,
    startsAt: at - halfHours * 30 * MINUTE,
    at: halfHours * 30 * MINUTE,
  }));

/** Nights, and hours that begin or end where the clocks are changed. */
const HOURS: readonly (readonly [from: number, to: number])[] = [
  [22 * 60, 7 * 60],
  [60, 150],
  [90, 150],
  [120, 180],
  [30, 105],
  [23 * 60, 120],
];

const minute = fc.nat({ max: 1_439 });

/** The hours of people who sit where the machine stands, mostly. */
function quietIn(zone: string): fc.Arbitrary<QuietHours> {
  return fc
    .record({
      hours: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...HOURS) },
        { weight: 1, arbitrary: fc.tuple(minute, minute) },
      ),
      zone: fc.oneof(
        { weight: 4, arbitrary: fc.constant(zone) },
        { weight: 1, arbitrary: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC') },
      ),
    })
    .filter(({ hours: [from, to] }) => from !== to)
    .map(({ hours: [from, to], zone: where }) => ({ from, to, zone: where }));
}

/** Whoever chooses hours chooses them early, and may change or end them later. */
function quietEvents(zone: string, channel: fc.Arbitrary<number>): fc.Arbitrary<Event[]> {
  const hours = quietIn(zone);
  const kind = fc.constant('quiet' as const);
  const first = fc.record({ at: time(0, 20 * MINUTE), kind, channel, hours });
  const later = fc.record({
    at: moment,
    kind,
    channel,
    hours: fc.oneof(hours, fc.constant('off' as const)),
  });
  return fc
    .tuple(fc.array(first, { maxLength: 2 }), fc.array(later, { maxLength: 1 }))
    .map((lists) => lists.flat());
}

/** Somebody watches a container about the time at which the clocks are changed. */
function watchNear(history: History, at: number): fc.Arbitrary<Event> {
  return fc.record({
    at: time(Math.max(0, at - 15 * MINUTE), at + 25 * MINUTE),
    kind: fc.constant('watch' as const),
    channel: fc.nat({ max: history.channels - 1 }),
    containers: fc.tuple(fc.nat({ max: history.containers.length - 1 })),
    namesOwner: fc.boolean(),
    hasNote: fc.boolean(),
  });
}

/** Days that begin a few hours before the clocks are changed where the machine stands, and where people have quiet hours. */
export const zoneHistory: fc.Arbitrary<History> = fc
  .tuple(localHistory, clockChange)
  .chain(([history, change]) =>
    fc
      .tuple(
        quietEvents(change.zone, fc.nat({ max: history.channels - 1 })),
        fc.array(watchNear(history, change.at), { minLength: 1, maxLength: 2 }),
      )
      .map((lists) => ({
        ...history,
        events: [...history.events, ...lists.flat()].sort((a, b) => a.at - b.at),
        clockChange: change,
      })),
  );
