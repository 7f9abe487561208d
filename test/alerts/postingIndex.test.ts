import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Posting } from '../../src/alerts/posting.ts';
import { PostingIndex } from '../../src/alerts/postingIndex.ts';
import { channel } from '../support/story.ts';

const CHANNELS = ['c1', 'c2', 'c3'];

/** An alert of a channel: to be sent, or standing in a message that tells of what is alike. */
function alert(id: string, name: string, isStanding: boolean): Posting {
  return {
    version: 1,
    id,
    place: channel(name),
    content: {
      kind: 'container',
      account: 'brand',
      container: id,
      createdAt: 0,
      by: 'ann',
      happening: { kind: 'failed' },
    },
    at: 0,
    current: isStanding,
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
      const index = new PostingIndex();
      const now = new Map<string, { name: string; becomes: string }>();
      for (const { id, name, becomes } of steps) {
        const key = `${name}/${id}`;
        if (becomes === 'gone') index.drop(channel(name), [key]);
        else index.note(alert(key, name, becomes === 'standing'));
        now.set(key, { name, becomes });
      }
      const inState = (state: string): string[] =>
        CHANNELS.filter((name) => now.values().some((each) => each.name === name && each.becomes === state));
      expect(
        index
          .outdatedPlaces()
          .map((place) => place.channel)
          .toSorted(),
      ).toEqual(inState('outdated'));
      const grouped = new Set([...index.groups()].map(([place]) => place.channel));
      for (const name of inState('standing')) expect(grouped).toContain(name);
      for (const name of grouped) expect(index.groupsIn(channel(name))).not.toEqual([]);
    }),
  );
});
