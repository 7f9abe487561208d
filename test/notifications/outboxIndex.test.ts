import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Notification } from '../../src/notifications/notification.ts';
import { OutboxIndex } from '../../src/notifications/outboxIndex.ts';
import { channelRef } from '../support/story.ts';

const CHANNELS = ['c1', 'c2', 'c3'];

/** An alert of a channel: to be sent, or standing in a message that tells of what is alike. */
function alert(id: string, name: string, isStanding: boolean): Notification {
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
    synced: isStanding,
    final: true,
    ...(isStanding && { messageId: `m-${name}`, group: { id: `g-${name}`, since: 0 } }),
  };
}

const step = fc.record({
  id: fc.constantFrom('1', '2', '3', '4'),
  name: fc.constantFrom(...CHANNELS),
  becomes: fc.constantFrom('outdated', 'standing', 'gone'),
});

it('knows in which channels something is to be sent or stands, whatever came and went in which order', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const index = new OutboxIndex();
      const now = new Map<string, { name: string; becomes: string }>();
      for (const { id, name, becomes } of steps) {
        const key = `${name}/${id}`;
        if (becomes === 'gone') index.drop(channelRef(name), [key]);
        else index.note(alert(key, name, becomes === 'standing'));
        now.set(key, { name, becomes });
      }
      const inState = (state: string): string[] =>
        CHANNELS.filter((name) => now.values().some((each) => each.name === name && each.becomes === state));
      expect(
        index
          .outdatedChannels()
          .map((channel) => channel.id)
          .toSorted(),
      ).toEqual(inState('outdated'));
      const grouped = new Set([...index.groups()].map(([channel]) => channel.id));
      for (const name of inState('standing')) expect(grouped).toContain(name);
      for (const name of grouped) expect(index.groupsIn(channelRef(name))).not.toEqual([]);
    }),
  );
});
