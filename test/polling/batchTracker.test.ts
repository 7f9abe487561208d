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

it('a channel is ready once, with the last check of the round that concerns it, where one of them found something', () => {
  fc.assert(
    fc.property(fc.array(check), fc.array(check), (ofOneAccount, ofAnother) => {
      const batch = new BatchTracker();
      batch.expect(ofOneAccount.map(({ watch }) => watch));
      batch.expect(ofAnother.map(({ watch }) => watch));
      const checks = [...ofOneAccount, ...ofAnother];
      const concern = ({ watch }: (typeof checks)[number], name: string): boolean =>
        watch.subscribers.some(({ channel }) => channel.id === name);
      const ready = checks.map(({ watch, hasEvent }) => batch.end(watch, hasEvent).map(channelKey));
      for (const name of ['c1', 'c2', 'c3']) {
        const key = channelKey(channelRef(name));
        const last = checks.findLastIndex((each) => concern(each, name));
        const hasEvents = checks.some((each) => each.hasEvent && concern(each, name));
        expect(ready.flatMap((keys, index) => (keys.includes(key) ? [index] : []))).toEqual(
          hasEvents ? [last] : [],
        );
      }
    }),
  );
});
