import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelKey } from '../../src/channelRef.ts';
import { BatchTracker } from '../../src/polling/batchTracker.ts';
import type { Watch } from '../../src/watches/watch.ts';
import { channelRef } from '../support/story.ts';

function watchIn(channels: readonly string[]): Watch {
  return {
    version: 2,
    account: 'brand',
    container: '1',
    createdAt: 0,
    firstSeenAt: 0,
    nextCheckAt: 0,
    checks: 0,
    state: { kind: 'unknown' },
    delayedNotified: false,
    expiryNotified: false,
    subscribers: channels.map((name) => ({ channel: channelRef(name), by: 'ann', liveId: 'live', since: 0 })),
  };
}

const check = fc.record({
  watch: fc.uniqueArray(fc.constantFrom('c1', 'c2', 'c3'), { minLength: 1 }).map(watchIn),
  hasEvent: fc.boolean(),
});

it('reports a channel as ready once, after its last check of the round, if one of its checks found an event', () => {
  fc.assert(
    fc.property(fc.array(check), fc.array(check), (checksOfBrand, checksOfShop) => {
      const batch = new BatchTracker();
      batch.expect(checksOfBrand.map(({ watch }) => watch));
      batch.expect(checksOfShop.map(({ watch }) => watch));
      const checks = [...checksOfBrand, ...checksOfShop];
      const isFor = ({ watch }: (typeof checks)[number], name: string): boolean =>
        watch.subscribers.some(({ channel }) => channel.id === name);
      const ready = checks.map(({ watch, hasEvent }) => batch.end(watch, hasEvent).map(channelKey));
      for (const name of ['c1', 'c2', 'c3']) {
        const key = channelKey(channelRef(name));
        const last = checks.findLastIndex((each) => isFor(each, name));
        const hasEvents = checks.some((each) => each.hasEvent && isFor(each, name));
        expect(ready.flatMap((keys, index) => (keys.includes(key) ? [index] : []))).toEqual(
          hasEvents ? [last] : [],
        );
      }
    }),
  );
});
