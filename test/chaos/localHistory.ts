import fc from 'fast-check';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import {
  type ContainerPlan,
  type Event,
  type Fate,
  type History,
  LAST_EVENT,
  type Snoozed,
  type ThreadsFault,
  type UsageLevel,
} from './history.ts';
import { LOCAL } from './world.ts';

const localAccount = fc.nat({ max: LOCAL.accounts - 1 });

/** No fault lasts longer. */
const LONGEST_FAULT = 3 * HOUR;

const FATES: readonly Fate[] = [
  'fails',
  'is published',
  'is published late',
  'expires',
  'stays ready',
  'stays in progress',
  'is never seen',
  'is refused',
  'is seen after 20 s and fails',
];

/** Of 250 posts: on both sides of each threshold, and of where it is armed again. */
const HOVERING = [0, 186, 187, 188, 199, 200, 224, 225, 226, 237, 238, 249, 250] as const;

/** All times are whole seconds, as people's are. */
export const time = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.ceil(min / SECOND), max: Math.floor(max / SECOND) }).map((at) => at * SECOND);

/** At moments that matter more often than at others. */
export const moment = fc.oneof(
  time(0, 20 * MINUTE),
  time(0, LAST_EVENT),
  time(22 * HOUR + 50 * MINUTE, 24 * HOUR + 10 * MINUTE),
);
export const span = fc.oneof(time(SECOND, 10 * MINUTE), time(MINUTE, LONGEST_FAULT));

/** A program that can't start at all is started again by whoever runs it; here it has started. */
const onceStarted = moment.map((at) => at + SECOND);

/** A message or two are taken and denied. */
const blink = time(SECOND, 20 * SECOND);

export const planOf = (account: fc.Arbitrary<number>): fc.Arbitrary<ContainerPlan> =>
  fc.record({
    fate: fc.constantFrom(...FATES),
    at: fc.oneof(time(0, 5 * MINUTE), time(0, 22 * HOUR)),
    account,
  });

const threadsFault: fc.Arbitrary<ThreadsFault> = fc
  .record(
    {
      from: moment,
      length: span,
      account: localAccount,
      how: fc.constantFrom<ThreadsFault['how']>(
        'empty 500',
        'html 503',
        'code 2',
        'drop',
        'token',
        'limited',
        'status only',
      ),
    },
    { requiredKeys: ['from', 'length', 'how'] },
  )
  .map(({ length, ...fault }) => ({ ...fault, to: fault.from + length }));

/** Levels that hold for one to five hours. */
const usage: fc.Arbitrary<UsageLevel[]> = fc
  .array(
    fc.record({
      used: fc.oneof(fc.constantFrom(...HOVERING), fc.integer({ min: 0, max: 250 })),
      holds: time(HOUR, 5 * HOUR),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((levels) => {
    let from = 0;
    return levels.map(({ used, holds }) => {
      const level = { from, used };
      from += holds;
      return level;
    });
  });

interface Cast {
  readonly channel: fc.Arbitrary<number>;
  readonly container: fc.Arbitrary<number>;
  readonly containers: number;
  readonly account: fc.Arbitrary<number>;
}

const kind = <K extends Event['kind']>(name: K): fc.Arbitrary<K> => fc.constant(name);

/** What people type, in the order of their importance. */
function anyCommand({ channel, container, account }: Cast): fc.Arbitrary<Event> {
  const snoozed: fc.Arbitrary<Snoozed> = fc.oneof(
    fc.constant('channel' as const),
    account.map((quotasOf) => ({ quotasOf })),
    container.map((each) => ({ container: each })),
  );
  return fc.oneof(
    fc.record({ at: moment, kind: kind('ask'), channel, container }),
    fc.record({
      at: moment,
      kind: kind('unwatch'),
      channel,
      container: fc.oneof({ weight: 4, arbitrary: container }, fc.constant('all' as const)),
    }),
    fc.record({ at: moment, kind: kind('alerts'), channel, account, isOn: fc.boolean() }),
    fc.record({
      at: moment,
      kind: kind('snooze'),
      channel,
      what: snoozed,
      hours: fc.constantFrom(1 as const, 6 as const, 24 as const, 'off' as const),
    }),
    fc.record({ at: moment, kind: kind('delete'), channel }),
  );
}

/**
 * What breaks. Where the clock is set, no process starts and no machine sleeps meanwhile: whoever has nothing but a wrong
 * clock can't know better.
 */
function anyTrouble({ channel }: Cast, isClockSet: boolean): fc.Arbitrary<Event> {
  const kill = fc.record({ at: moment, kind: kind('kill'), awaits: fc.nat({ max: 40 }) });
  const stop = fc.record({ at: moment, kind: kind('stop'), calls: fc.nat({ max: 8 }) });
  const clock = fc.record({
    at: moment.map((at) => at + MINUTE),
    kind: kind('clock back'),
    by: time(10 * SECOND, 2 * HOUR),
    span,
  });
  return fc.oneof(
    { weight: 3, arbitrary: isClockSet ? clock : kill },
    fc.record({ at: moment, kind: kind('chat fails'), span, takes: fc.constant(false) }),
    fc.record({ at: moment, kind: kind('chat fails'), span: blink, takes: fc.constant(true) }),
    fc.record({ at: moment, kind: kind('refuse'), channel, posts: fc.integer({ min: 1, max: 2 }) }),
    ...(isClockSet
      ? []
      : [
          fc.record({ at: onceStarted, kind: kind('store fails'), span, reads: fc.boolean() }),
          stop,
          fc.record({ at: moment, kind: kind('second process') }),
          fc.record({ at: moment, kind: kind('sleep'), span }),
        ]),
  );
}

function anyWatch({ channel, container, containers }: Cast): fc.Arbitrary<Event> {
  return fc.record({
    at: fc.oneof(fc.constant(0), time(0, 10 * MINUTE), time(0, 20 * HOUR)),
    kind: kind('watch'),
    channel,
    containers: fc.uniqueArray(container, { minLength: 1, maxLength: containers }),
    namesOwner: fc.boolean(),
    hasNote: fc.boolean(),
  });
}

/** Somebody snoozes what they hear of, and then no longer wants it at all: what the snooze held back is nobody's any more. */
function secondThoughts({ channel, account }: Cast): fc.Arbitrary<Event[]> {
  const begin = fc.record({ at: time(0, 2 * HOUR), channel, account, isLong: fc.boolean() });
  return fc
    .tuple(begin, time(HOUR, 20 * HOUR))
    .map(([{ at, channel: where, account: of, isLong }, later]) => {
      const about = { channel: where, account: of };
      return [
        { at, kind: 'alerts', ...about, isOn: true },
        {
          at: at + MINUTE,
          kind: 'snooze',
          channel: where,
          what: isLong ? 'channel' : { quotasOf: of },
          hours: 24,
        },
        { at: at + later, kind: 'alerts', ...about, isOn: false },
      ];
    });
}

/** Somebody snoozes what is about to be told, changes their mind, and hears it at once. */
function snoozeAndResume({ channel, container }: Cast): fc.Arbitrary<Event[]> {
  return fc
    .record({
      at: time(0, 2 * HOUR),
      channel,
      container,
      isChannel: fc.boolean(),
      isAgain: fc.boolean(),
      due: fc.constantFrom(MINUTE, 4 * MINUTE, 15 * MINUTE),
      later: time(10 * SECOND, 50 * MINUTE),
    })
    .map(({ at, channel: where, container: of, isChannel, isAgain, due, later }) => {
      const about = { channel: where, what: isChannel ? ('channel' as const) : { container: of } };
      const end = at + due + later;
      return [
        { at, kind: 'watch', channel: where, containers: [of], namesOwner: true, hasNote: false },
        { at: at + due - 30 * SECOND, kind: 'snooze', ...about, hours: 6 },
        { at: end, kind: 'snooze', ...about, hours: 'off' },
        ...(isAgain ? [{ at: end + SECOND, kind: 'snooze' as const, ...about, hours: 1 as const }] : []),
      ];
    });
}

/** Somebody no longer wants to know of a container while an alert about it waits: in a snooze, or for a chat that fails. */
function unwatchWhilePending({ channel, container }: Cast): fc.Arbitrary<Event[]> {
  const begin = fc.record({ at: time(0, 2 * HOUR), channel, container, isSnoozed: fc.boolean() });
  return begin.chain(({ at, isSnoozed, ...about }) =>
    // The first alerts of a watch are due 4 and 15 minutes after its start.
    fc.tuple(fc.constantFrom(4 * MINUTE, 15 * MINUTE), time(10 * SECOND, 2 * MINUTE)).map(([due, later]) => {
      const quiet = at + due - MINUTE;
      const { channel: where, container: of } = about;
      return [
        { at, kind: 'watch', channel: where, containers: [of], namesOwner: true, hasNote: false },
        isSnoozed
          ? { at: quiet, kind: 'snooze', channel: where, what: 'channel', hours: 1 }
          : { at: quiet, kind: 'chat fails', span: 5 * MINUTE, takes: false },
        { at: at + due + later, kind: 'unwatch', channel: where, container: of },
      ];
    }),
  );
}

/** Somebody deletes a live message while its watch goes on: it is posted again when there is news. */
function deleteLive({ channel, container }: Cast): fc.Arbitrary<Event[]> {
  const begin = fc.record({ at: time(0, 2 * HOUR), channel, container });
  return fc
    .tuple(begin, time(5 * SECOND, 50 * SECOND))
    .map(([{ at, channel: where, container: of }, later]) => [
      { at, kind: 'watch', channel: where, containers: [of], namesOwner: true, hasNote: false },
      { at: at + later, kind: 'delete', channel: where },
    ]);
}

/** What a few people do with a few containers, and what breaks meanwhile. */
export function anyEvents(cast: Cast): fc.Arbitrary<Event[]> {
  const { channel, account } = cast;
  const alertsOn = fc.record({
    at: time(0, HOUR),
    kind: kind('alerts'),
    channel,
    account,
    isOn: fc.constant(true),
  });
  const lost = fc.record({ at: moment, kind: kind('channel lost'), channel });
  const troubles = fc.boolean().chain((isClockSet) =>
    fc.oneof(
      // Where little goes wrong, every time can be judged to the minute.
      { weight: 2, arbitrary: fc.array(anyTrouble(cast, isClockSet), { maxLength: 1 }) },
      { weight: 3, arbitrary: fc.array(anyTrouble(cast, isClockSet), { maxLength: 5 }) },
    ),
  );
  return fc
    .tuple(
      fc.array(anyWatch(cast), { minLength: 1, maxLength: 5 }),
      fc.array(alertsOn, { maxLength: 3 }),
      fc.array(anyCommand(cast), { maxLength: 4 }),
      fc.oneof(
        { weight: 8, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: secondThoughts(cast) },
        { weight: 1, arbitrary: unwatchWhilePending(cast) },
        { weight: 1, arbitrary: deleteLive(cast) },
        { weight: 1, arbitrary: snoozeAndResume(cast) },
      ),
      troubles,
      fc.oneof(
        { weight: 19, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(lost, { maxLength: 1 }) },
      ),
    )
    .map((lists) => lists.flat().sort((a, b) => a.at - b.at));
}

/** Days on a store of this machine. */
export const localHistory: fc.Arbitrary<History> = fc
  .record({
    count: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: LOCAL.channels }),
  })
  .chain(({ count, channels }) =>
    fc.record({
      containers: fc.array(planOf(localAccount), { minLength: count, maxLength: count }),
      channels: fc.constant(channels),
      events: anyEvents({
        channel: fc.nat({ max: channels - 1 }),
        container: fc.nat({ max: count - 1 }),
        containers: count,
        account: localAccount,
      }),
      threadsFaults: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 3, arbitrary: fc.array(threadsFault, { maxLength: 2 }) },
      ),
      usage,
      store: fc.oneof(
        { weight: 9, arbitrary: fc.constant('memory' as const) },
        { weight: 1, arbitrary: fc.constant('sqlite' as const) },
      ),
    }),
  );
