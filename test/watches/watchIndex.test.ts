import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelKey, parseChannelKey } from '../../src/channelRef.ts';
import { createWatch, type Watch } from '../../src/watches/watch.ts';
import { toWatchEntry, watchIndex } from '../../src/watches/watchIndex.ts';

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const channel = fc.record({ platform: id, workspace: id, id });

const state: fc.Arbitrary<Watch['state']> = fc.oneof(
  fc.constant({ kind: 'unknown' } as const),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom('IN_PROGRESS', 'FINISHED', 'NEW'),
    at: fc.nat(),
  }),
);

const subscriber = fc.record({
  channel,
  by: id,
  liveId: id,
  since: fc.nat(),
  hook: fc.option(fc.record({ id, name: id }), { nil: undefined }),
});

const watch = fc
  .record({ nextCheckAt: fc.nat(), state, subscribers: fc.array(subscriber, { maxLength: 3 }) })
  .map((given): Watch => ({ ...createWatch('brand', '1', 7, 8), ...given }));

it('knows the same of a watch by its stored index as by the whole of it', () => {
  fc.assert(
    fc.property(watch, (whole) => {
      const stored: unknown = JSON.parse(JSON.stringify(watchIndex.toFields(whole)));
      expect(watchIndex.fromFields('brand/1', stored)).toEqual(toWatchEntry(whole));
    }),
  );
});

it('reads the whole of a watch whose index is none of ours', () => {
  const ours = [1, 2, 0, [['a:b:c', 'ann', 'live-1', false]]];
  expect(watchIndex.fromFields('brand/1', ours)).toBeDefined();
  const others = [
    undefined,
    'text',
    [],
    [1, 2, 0],
    [...ours, 1],
    ['1', 2, 0, []],
    [1, '2', 0, []],
    [1, 2, 99, []],
    [1, 2, 'finished', []],
    [1, 2, 0, 'none'],
    [1, 2, 0, ['a:b:c']],
    [1, 2, 0, [['a:b:c', 'ann', 'live-1']]],
    [1, 2, 0, [['a:b:c', 7, 'live-1', true]]],
  ];
  for (const fields of others) expect(watchIndex.fromFields('brand/1', fields)).toBeUndefined();
});

it('finds a channel by its key', () => {
  fc.assert(
    fc.property(channel, (each) => {
      expect(parseChannelKey(channelKey(each))).toEqual(each);
    }),
  );
});
