import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/duration.ts';

/** What becomes of a container, counted from its first check; the names of the fates are the judge's. */
export type Fate =
  | 'fails'
  | 'is published'
  | 'is published late'
  | 'expires'
  | 'stays ready'
  | 'stays in progress'
  | 'is never seen'
  | 'is refused'
  | 'is seen after 20 s and fails';

export interface ContainerPlan {
  readonly fate: Fate;
  /** When it fails or is published, ms after its first check. */
  readonly at: number;
}

/** What happens from outside, at a time in ms after the start. */
export type Event = { readonly at: number } & (
  | { readonly kind: 'watch'; readonly channel: number; readonly containers: readonly number[] }
  | { readonly kind: 'unwatch'; readonly channel: number; readonly container: number }
  | { readonly kind: 'ask'; readonly channel: number; readonly container: number }
  | { readonly kind: 'alerts on'; readonly channel: number }
  | { readonly kind: 'snooze'; readonly channel: number; readonly what: Snoozed; readonly hours: 1 | 6 | 24 }
  /** The process is killed at its so manieth await from now. */
  | { readonly kind: 'kill'; readonly awaits: number }
  /** The machine sleeps. */
  | { readonly kind: 'sleep'; readonly span: number }
  /** The chat takes nothing; or it takes each message and says that it did not. */
  | { readonly kind: 'chat fails'; readonly span: number; readonly takes: boolean }
  /** The store writes nothing, or does nothing at all. */
  | { readonly kind: 'store fails'; readonly span: number; readonly reads: boolean }
  /** A channel is lost to us for good. */
  | { readonly kind: 'channel lost'; readonly channel: number }
);

export type Snoozed = 'channel' | 'quotas' | number;

/** What Threads does wrong for a while. */
export interface ThreadsFault {
  readonly from: number;
  readonly to: number;
  readonly how: 'empty 500' | 'html 503' | 'code 2' | 'drop' | 'token' | 'limited' | 'status only';
}

/** A few days in the life of the program, and all that hits it. */
export interface History {
  readonly containers: readonly ContainerPlan[];
  readonly channels: number;
  readonly events: readonly Event[];
  readonly threadsFaults: readonly ThreadsFault[];
  /** Of 250 posts; each level holds for `LEVEL` ms. */
  readonly usage: readonly number[];
  readonly store: 'memory' | 'sqlite';
}

/** Longer than any fault, so that each level of a quota is read. */
export const LEVEL = 5 * HOUR;

/** No fault lasts longer. */
const LONGEST_FAULT = 3 * HOUR;

/** All that happens from outside begins before this; then the world is in order for as long as it takes. */
export const LAST_EVENT = 26 * HOUR;

/** By then everything that is to be told has been told. */
export const END = LAST_EVENT + DAY + 4 * HOUR;

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

/** At moments that matter more often than at others. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: 6 * MINUTE }),
  fc.integer({ min: 0, max: LAST_EVENT }),
  fc.integer({ min: 22 * HOUR + 50 * MINUTE, max: 24 * HOUR + 10 * MINUTE }),
);
const span = fc.oneof(
  fc.integer({ min: SECOND, max: 10 * MINUTE }),
  fc.integer({ min: MINUTE, max: LONGEST_FAULT }),
);

/** A program that can't start at all is started again by whoever runs it; here it has started. */
const onceStarted = moment.map((at) => at + SECOND);

/** A message or two are taken and denied. */
const blink = fc.integer({ min: SECOND, max: 20 * SECOND });

const plan: fc.Arbitrary<ContainerPlan> = fc.record({
  fate: fc.constantFrom(...FATES),
  at: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.integer({ min: 0, max: 22 * HOUR })),
});

/** Random days, the same for the same seed. */
export const anyHistory: fc.Arbitrary<History> = fc
  .record({ count: fc.integer({ min: 1, max: 5 }), channels: fc.integer({ min: 1, max: 3 }) })
  .chain(({ count, channels }) => {
    const channel = fc.nat({ max: channels - 1 });
    const container = fc.nat({ max: count - 1 });
    const event: fc.Arbitrary<Event> = fc.oneof(
      fc.record({ at: moment, kind: fc.constant('kill' as const), awaits: fc.nat({ max: 40 }) }),
      fc.record({ at: moment, kind: fc.constant('kill' as const), awaits: fc.nat({ max: 40 }) }),
      fc.record({ at: moment, kind: fc.constant('chat fails' as const), span, takes: fc.constant(false) }),
      fc.record({
        at: moment,
        kind: fc.constant('chat fails' as const),
        span: blink,
        takes: fc.constant(true),
      }),
      fc.record({ at: onceStarted, kind: fc.constant('store fails' as const), span, reads: fc.boolean() }),
      fc.record({ at: moment, kind: fc.constant('sleep' as const), span }),
      fc.record({ at: moment, kind: fc.constant('ask' as const), channel, container }),
      fc.record({ at: moment, kind: fc.constant('unwatch' as const), channel, container }),
      fc.record({
        at: moment,
        kind: fc.constant('snooze' as const),
        channel,
        what: fc.oneof(fc.constantFrom('channel' as const, 'quotas' as const), container),
        hours: fc.constantFrom(1 as const, 6 as const, 24 as const),
      }),
    );
    const rareEvent = fc.record({ at: moment, kind: fc.constant('channel lost' as const), channel });
    const alertsOn = fc.record({
      at: fc.nat({ max: HOUR }),
      kind: fc.constant('alerts on' as const),
      channel,
    });
    const watch = fc.record({
      at: fc.oneof(fc.constant(0), fc.nat({ max: 10 * MINUTE }), fc.nat({ max: 20 * HOUR })),
      kind: fc.constant('watch' as const),
      channel,
      containers: fc.uniqueArray(container, { minLength: 1, maxLength: count }),
    });
    return fc.record({
      containers: fc.array(plan, { minLength: count, maxLength: count }),
      channels: fc.constant(channels),
      events: fc
        .tuple(
          fc.array(watch, { minLength: 1, maxLength: 4 }),
          fc.array(alertsOn, { maxLength: 2 }),
          fc.array(event, { maxLength: 7 }),
          fc.oneof(
            { weight: 9, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(rareEvent, { maxLength: 1 }) },
          ),
        )
        .map((lists) => lists.flat().sort((a, b) => a.at - b.at)),
      threadsFaults: fc.array(
        fc
          .record({
            from: moment,
            span,
            how: fc.constantFrom<ThreadsFault['how']>(
              'empty 500',
              'html 503',
              'code 2',
              'drop',
              'token',
              'limited',
              'status only',
            ),
          })
          .map(({ from, span: length, how }) => ({ from, to: from + length, how })),
        { maxLength: 2 },
      ),
      usage: fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 8 }),
      store: fc.oneof(
        { weight: 9, arbitrary: fc.constant('memory' as const) },
        { weight: 1, arbitrary: fc.constant('sqlite' as const) },
      ),
    });
  });
