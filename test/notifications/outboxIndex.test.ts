import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelKey } from '../../src/channelRef.ts';
import { type Notification, notificationSchema } from '../../src/notifications/notification.ts';
import { notificationIndex } from '../../src/notifications/notificationIndex.ts';
import { OutboxIndex } from '../../src/notifications/outboxIndex.ts';
import { channelRef } from '../support/story.ts';

const CHANNELS = ['c1', 'c2', 'c3'];

/** An alert of a channel: to be sent, or posted in the message of a group. */
function alert(id: string, name: string, isPosted: boolean): Notification {
  return {
    version: 2,
    id,
    channel: channelRef(name),
    content: {
      kind: 'container',
      account: 'brand',
      container: id,
      createdAt: 0,
      by: 'ann',
      event: { kind: 'failed' },
    },
    at: 0,
    synced: isPosted,
    final: true,
    ...(isPosted && { messageId: `m-${name}`, group: { id: `g-${name}`, since: 0 } }),
  };
}

const step = fc.record({
  id: fc.constantFrom('1', '2', '3', '4'),
  name: fc.constantFrom(...CHANNELS),
  becomes: fc.constantFrom('pending', 'posted', 'gone'),
});

it('knows which channels have something pending or a posted group, in whatever order things came and went', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const index = new OutboxIndex(() => 0);
      const now = new Map<string, { name: string; becomes: string }>();
      for (const { id, name, becomes } of steps) {
        const key = `${name}/${id}`;
        if (becomes === 'gone') index.delete(channelRef(name), [key]);
        else index.set(alert(key, name, becomes === 'posted'));
        now.set(key, { name, becomes });
      }
      const inState = (state: string): string[] =>
        CHANNELS.filter((name) => now.values().some((each) => each.name === name && each.becomes === state));
      expect(
        index
          .pendingChannels()
          .map((channel) => channel.id)
          .toSorted(),
      ).toEqual(inState('pending'));
      const grouped = new Set([...index.groups()].map(([channel]) => channel.id));
      for (const name of inState('posted')) expect(grouped).toContain(name);
      for (const name of grouped) expect(index.groupsIn(channelRef(name))).not.toEqual([]);
    }),
  );
});

const liveItem = fc.record({
  container: fc.constantFrom('1', '2', '3'),
  watched: fc.boolean(),
  watchedAnew: fc.option(fc.boolean(), { nil: undefined }),
  status: fc.constantFrom('FINISHED', 'PUBLISHED'),
});

const live = fc.record({
  items: fc.array(liveItem, { maxLength: 3 }),
  synced: fc.boolean(),
  messageId: fc.option(fc.constant('m'), { nil: undefined }),
});

it('knows the same of a live message by what the start reads of it as by the whole of it', () => {
  fc.assert(
    fc.property(live, ({ items, synced, messageId }) => {
      const channel = channelRef('c1');
      const content = {
        kind: 'live',
        account: 'brand',
        by: 'ann',
        items: items.map(({ status, ...item }) => ({
          ...item,
          createdAt: 0,
          state: { kind: 'status', status, at: 0 },
        })),
      };
      const stored = { version: 2, id: 'live-1', channel, content, at: 0, synced, messageId, final: false };
      const whole = notificationSchema.parse(stored);
      const fields = notificationIndex.toFields(whole);
      expect(fields !== undefined).toBe(items.every(({ watched }) => watched));
      const read = JSON.parse(JSON.stringify(fields ?? null));
      const entry = notificationIndex.fromFields('live-1', read) ?? whole;
      const [byEntry, byWhole] = [entry, whole].map((each) => {
        const index = new OutboxIndex(() => 0);
        index.set(each);
        return {
          ids: index.idsIn(channel),
          pending: [index.pendingIn(channel, 'post'), index.pendingIn(channel, 'edit')],
          ended: index.endedIn(channel, new Set(['1', '2', '3'])),
          endedOf: index.endedOf(channelKey(channel), 'live-1'),
          until: index.syncedUntil(0),
          remindable: [...index.remindableIn(channel)],
          groups: index.groupsIn(channel),
        };
      });
      expect(byEntry).toEqual(byWhole);
    }),
  );
});

it('reads the whole of a notification whose index is none of ours', () => {
  const ours = ['c', 1];
  expect(notificationIndex.fromFields('1', ours)).toBeDefined();
  for (const fields of [
    undefined,
    null,
    'c',
    [],
    [1, 1],
    ['c'],
    ['c', '1'],
    ['c', 1, 'other'],
    [...ours, 'post', 1],
  ])
    expect(notificationIndex.fromFields('1', fields)).toBeUndefined();
});

const posted = fc.record({
  name: fc.constantFrom(...CHANNELS),
  at: fc.nat(20_000),
  postedAt: fc.option(fc.nat(20_000), { nil: undefined }),
  synced: fc.boolean(),
});

it('finds all that was posted until a second and waits for nothing, and nothing that was posted later', () => {
  fc.assert(
    fc.property(fc.array(posted), fc.nat(20_000), (all, time) => {
      const index = new OutboxIndex(() => 0);
      for (const [number, { name, ...times }] of all.entries())
        index.set({ ...alert(`${number}`, name, true), ...times });
      const isOld = ({ synced, at, postedAt = at }: (typeof all)[number]): boolean =>
        synced && Math.floor(postedAt / 1_000) <= Math.floor(time / 1_000);
      const old = [...all.entries()].flatMap(([number, each]) => (isOld(each) ? [`${number}`] : []));
      expect(index.syncedUntil(time).toSorted()).toEqual(old.toSorted());
    }),
  );
});
