import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeKey } from '../../src/place.ts';
import { RoundPlaces } from '../../src/watches/roundPlaces.ts';
import type { Watch } from '../../src/watches/watch.ts';
import { channel } from '../support/story.ts';

function watchIn(channels: readonly string[]): Watch {
  return {
    version: 1,
    account: 'brand',
    container: '1',
    createdAt: 0,
    firstSeenAt: 0,
    nextLookAt: 0,
    looks: 0,
    state: { kind: 'unknown' },
    parkedTold: false,
    expiryTold: false,
    watchers: channels.map((name) => ({ place: channel(name), by: 'ann', liveId: 'live', since: 0 })),
  };
}

const look = fc.record({
  watch: fc.uniqueArray(fc.constantFrom('c1', 'c2', 'c3'), { minLength: 1 }).map(watchIn),
  isNews: fc.boolean(),
});

it('a channel is ready once, with the last look of the round that concerns it, where one of them found something', () => {
  fc.assert(
    fc.property(fc.array(look), fc.array(look), (ofOneAccount, ofAnother) => {
      const places = new RoundPlaces();
      places.expect(ofOneAccount.map(({ watch }) => watch));
      places.expect(ofAnother.map(({ watch }) => watch));
      const looks = [...ofOneAccount, ...ofAnother];
      const concern = ({ watch }: (typeof looks)[number], name: string): boolean =>
        watch.watchers.some(({ place }) => place.channel === name);
      const ready = looks.map(({ watch, isNews }) => places.end(watch, isNews).map(placeKey));
      for (const name of ['c1', 'c2', 'c3']) {
        const key = placeKey(channel(name));
        const last = looks.findLastIndex((each) => concern(each, name));
        const hasNews = looks.some((each) => each.isNews && concern(each, name));
        expect(ready.flatMap((keys, index) => (keys.includes(key) ? [index] : []))).toEqual(
          hasNews ? [last] : [],
        );
      }
    }),
  );
});
