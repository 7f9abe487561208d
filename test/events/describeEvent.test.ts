import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ContainerNews, FeedEvent } from '../../src/alerts/eventFeed.ts';
import { describeEvent } from '../../src/events/describeEvent.ts';
import { eventBodySchema } from '../../src/events/eventBody.ts';
import { THREADS_ERROR_KINDS } from '../../src/threads/errors.ts';
import { QUOTA_PAIRS } from '../../src/threads/quotas.ts';
import type { ContainerState } from '../../src/watches/watch.ts';
import { drawn } from '../support/isThorough.ts';
import { channelRef } from '../support/story.ts';

const words = fc.string({ unit: 'binary', maxLength: 60 });
const at = fc.integer({ min: 0, max: 4_102_444_800_000 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const error = fc.record({
  kind: fc.constantFrom(...THREADS_ERROR_KINDS),
  subject: fc.constantFrom('container' as const, 'create' as const, 'publish' as const),
  code: maybe(fc.integer()),
  subcode: maybe(fc.integer()),
  apiMessage: maybe(words),
});

const state: fc.Arbitrary<ContainerState> = fc.oneof(
  fc.constant({ kind: 'unknown' } as const),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.oneof(words, fc.constantFrom('FINISHED', 'ERROR', 'PUBLISHED', 'EXPIRED', 'IN_PROGRESS')),
    errorMessage: maybe(words),
    at,
    post: maybe(fc.record({ id: maybe(words), permalink: maybe(words) })),
  }),
  fc.record({ kind: fc.constant('not-found' as const), error, at, lastStatus: maybe(words) }),
  fc.record({ kind: fc.constant('refused' as const), error, at }),
);

const news: fc.Arbitrary<ContainerNews> = fc.oneof(
  fc.constantFrom(
    { kind: 'ready' } as const,
    { kind: 'published' } as const,
    { kind: 'unpublished' } as const,
  ),
  fc.record({ kind: fc.constant('failed' as const), errorMessage: maybe(words) }),
  fc.record({
    kind: fc.constantFrom('expired' as const, 'expiring' as const),
    unverified: maybe(fc.boolean()),
  }),
  fc.record({ kind: fc.constant('undocumented' as const), status: words, errorMessage: words }),
  fc.record({ kind: fc.constant('delayed' as const), nextCheckAt: at }),
  fc.record({
    kind: fc.constant('unfinished' as const),
    status: fc.oneof(words, fc.constantFrom('IN_PROGRESS', 'FINISHED')),
  }),
  fc.record({ kind: fc.constant('not-found' as const), error, lastStatus: maybe(words) }),
  fc.record({ kind: fc.constant('check-failing' as const), error, nextCheckAt: maybe(at) }),
  fc.record({ kind: fc.constant('publish-error' as const), error, seen: maybe(state) }),
  fc.record({ kind: fc.constant('refused' as const), error }),
);

const common = { id: words, channel: fc.constant(channelRef('c1')), account: words, at };
const event: fc.Arbitrary<FeedEvent> = fc.oneof(
  fc.record({
    ...common,
    kind: fc.constant('container' as const),
    news,
    container: words,
    createdAt: at,
    note: maybe(words),
    state,
  }),
  fc.record({
    ...common,
    kind: fc.constant('create-error' as const),
    error,
    note: maybe(words),
    hook: words,
  }),
  fc.record({
    ...common,
    kind: fc.constant('quota' as const),
    news: fc.constantFrom('reached' as const, 'recovered' as const),
    pair: fc.constantFrom(...QUOTA_PAIRS),
    threshold: fc.integer({ min: 1, max: 100 }),
    used: fc.integer({ min: 0 }),
    total: fc.integer({ min: 1 }),
  }),
);

it('whatever happens is described, so that it can be stored and sent, and the same way each time', () => {
  fc.assert(
    fc.property(event, (happened) => {
      const body = describeEvent(happened);
      const sent: unknown = JSON.parse(JSON.stringify(body));
      expect(eventBodySchema.parse(sent)).toEqual(sent);
      expect(describeEvent(happened)).toEqual(body);
      expect(body.explanation.cause).not.toBe('');
      expect(body.type).toMatch(/^(?:container|post|quota)\.[a-z_]+$/);
    }),
    { numRuns: drawn(2_000) },
  );
});
