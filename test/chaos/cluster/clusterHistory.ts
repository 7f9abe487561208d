import fc from 'fast-check';
import { MINUTE, SECOND } from '../../../src/duration.ts';
import type { ClusterEvent, Event, History, RenewalAnswer } from '../history.ts';
import { anyEvents, localHistory, moment, planOf, time } from '../localHistory.ts';
import { LOCAL } from '../world.ts';
import { PARTITIONS } from './partitions.ts';

/** What a cluster does not live through as one process does, or what has its own kind there. */
const OTHERWISE: ReadonlySet<Event['kind']> = new Set([
  'kill',
  'stop',
  'sleep',
  'clock back',
  'second process',
  'pause',
]);

/** Time passes in small steps while something is amiss, which takes long. */
const LONGEST = 5 * MINUTE;

const partition = fc.nat({ max: PARTITIONS - 1 });
const kind = <K extends Event['kind']>(name: K): fc.Arbitrary<K> => fc.constant(name);
const span = fc.oneof(time(SECOND, 20 * SECOND), time(SECOND, LONGEST));
const awaits = fc.nat({ max: 20 });

const renewal: fc.Arbitrary<RenewalAnswer> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('lost' as const, 'unanswered' as const) },
  // The program waits for an answer for half of the length of the lock.
  { weight: 3, arbitrary: fc.constantFrom(400, 1_500, 2_400, 4_000) },
);

const owner: fc.Arbitrary<ClusterEvent> = fc.oneof(
  fc.record({ at: moment, partition, kind: kind('kill owner'), awaits: fc.nat({ max: 40 }) }),
  fc.record({ at: moment, partition, kind: kind('pause owner'), span }),
  {
    weight: 3,
    arbitrary: fc.record({
      at: moment,
      partition,
      kind: kind('pause owner'),
      span,
      awaits,
      isOnWire: fc.boolean(),
    }),
  },
  fc.record({ at: moment, partition, kind: kind('replace owner') }),
  { weight: 2, arbitrary: fc.record({ at: moment, partition, kind: kind('replace owner'), awaits }) },
  fc.record({
    at: moment,
    partition,
    kind: kind('renewals'),
    answers: fc.array(renewal, { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ at: moment, partition, kind: kind('cut off'), span }),
  fc.record({ at: moment, partition, kind: kind('grant again') }),
);

const redis: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ at: moment, kind: kind('failover'), span }) },
  {
    weight: 1,
    arbitrary: fc.record({ at: moment, kind: kind('flush'), isStopped: fc.constant(false) }),
  },
);

/** Two things that happen to one owner, a few seconds apart. */
const atOnce: fc.Arbitrary<ClusterEvent[]> = fc
  .tuple(owner, owner, time(0, 8 * SECOND))
  .map(([first, second, later]) => [first, { ...second, at: first.at + later, partition: first.partition }]);

const troubles: fc.Arbitrary<Event[]> = fc
  .tuple(
    fc.array(
      fc.oneof({ weight: 2, arbitrary: owner.map((each) => [each]) }, { weight: 1, arbitrary: atOnce }),
      { minLength: 1, maxLength: 3 },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: redis.map((each) => [each]) },
    ),
  )
  .map(([owners, others]) => [...owners.flat(), ...others]);

function shorten(event: Event): Event {
  return event.kind === 'store fails' ? { ...event, span: Math.min(event.span, LONGEST) } : event;
}

/** Days of a few replicas that share two partitions: what one process has to do, and a channel that hangs together with none. */
export const clusterHistory: fc.Arbitrary<History> = fc
  .tuple(localHistory, fc.integer({ min: 1, max: 2 }), fc.constantFrom(2 as const, 3 as const))
  .chain(([history, count, replicas]) => {
    const first = history.containers.length;
    const account = fc.constant(LOCAL.accounts);
    const second = anyEvents({
      channel: fc.constant(LOCAL.channels),
      container: fc.integer({ min: first, max: first + count - 1 }),
      containers: count,
      account,
    });
    return fc.tuple(fc.array(planOf(account), { minLength: count, maxLength: count }), second, troubles).map(
      ([plans, events, incidents]): History => ({
        ...history,
        containers: [...history.containers, ...plans],
        channels: LOCAL.channels + 1,
        events: [
          ...[...history.events, ...events].filter((each) => !OTHERWISE.has(each.kind)).map(shorten),
          ...incidents,
        ].sort((a, b) => a.at - b.at),
        store: 'redis',
        replicas,
      }),
    );
  });
