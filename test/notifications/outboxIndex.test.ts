import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Notification } from '../../src/notifications/notification.ts';
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
