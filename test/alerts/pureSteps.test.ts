import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOvertaken } from '../../src/alerts/findOvertaken.ts';
import { groupPostings } from '../../src/alerts/groupPostings.ts';
import { orderPostings } from '../../src/alerts/orderPostings.ts';
import { alikeKey, type Posting, type StandingGroup } from '../../src/alerts/posting.ts';
import { MINUTE, SECOND } from '../../src/duration.ts';
import type { Happening } from '../../src/watches/happening.ts';

const NOW = Date.UTC(2026, 0, 1);
const PLACE = { platform: 'terminal', workspace: 'w1', channel: 'c1' } as const;

const happening = fc.constantFrom<Happening>(
  { kind: 'failed' },
  { kind: 'expired' },
  { kind: 'expiring' },
  { kind: 'parked', nextLookAt: NOW },
);
const content = fc.oneof(
  { weight: 4, arbitrary: fc.record({ container: fc.constantFrom('1', '2', '3'), happening }).map(alertOn) },
  fc.constant<Posting['content']>({
    kind: 'sees-again',
    account: 'brand',
    trouble: { kind: 'outage' },
    since: NOW,
    until: NOW,
  }),
  fc.constant<Posting['content']>({ kind: 'live', account: 'brand', by: 'ann', items: [] }),
);
/** What waits in a channel: each with an id of its own; some stand already, and are to be edited. */
const waiting = fc
  .array(fc.record({ content, at: fc.integer({ min: NOW, max: NOW + 5 }), stands: fc.boolean() }))
  .map((drafts) =>
    drafts.map(
      ({ content: words, at, stands }, index): Posting => ({
        version: 1,
        id: `p${index}`,
        place: PLACE,
        content: words,
        at,
        ...(stands && words.kind !== 'container' && { messageId: `m${index}` }),
        current: false,
        final: false,
      }),
    ),
  );

function alertOn({
  container,
  happening: what,
}: {
  container: string;
  happening: Happening;
}): Posting['content'] {
  return { kind: 'container', account: 'brand', container, createdAt: NOW, by: 'ann', happening: what };
}

function standing(key: string, size: number, age: number): StandingGroup {
  const ids = new Set(Array.from({ length: size }, (_, index) => `s${index}`));
  return { id: `${key}-${size}-${age}`, key, messageId: `m-${key}`, since: NOW - age, ids };
}

describe('the order within a channel', () => {
  it('is the same whatever order they were read in, loses none, and puts new messages before edits', () => {
    fc.assert(
      fc.property(
        waiting.chain((postings) =>
          fc.tuple(fc.constant(postings), fc.shuffledSubarray(postings, { minLength: postings.length })),
        ),
        ([postings, shuffled]) => {
          const ordered = orderPostings(postings);
          expect(orderPostings(shuffled)).toEqual(ordered);
          expect(new Set(ordered)).toEqual(new Set(postings));
          const isEdit = ordered.map(({ messageId }) => messageId !== undefined);
          expect(isEdit).toEqual(isEdit.toSorted((a, b) => Number(a) - Number(b)));
          for (const part of [true, false]) {
            const times = ordered.filter((_, index) => isEdit[index] === part).map(({ at }) => at);
            expect(times).toEqual(times.toSorted((a, b) => a - b));
          }
        },
      ),
    );
  });
});

describe('what goes out in one call', () => {
  const groups = fc.array(
    fc
      .tuple(
        fc.constantFrom('failed', 'expired', 'expiring', 'parked'),
        fc.constantFrom(1, 10, 11),
        fc.integer({ min: 0, max: 11 * MINUTE }),
      )
      .map(([key, size, age]) => standing(key, size, age)),
  );

  it('holds each posting once, alike ones together, in their order', () => {
    fc.assert(
      fc.property(waiting, groups, (postings, stand) => {
        const deliveries = groupPostings(postings, stand, NOW);
        expect(new Set(deliveries.flatMap((each) => each.postings))).toEqual(new Set(postings));
        const keys = deliveries.map((each) => alikeKey(each.postings[0])).filter((key) => key !== undefined);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { postings: together } of deliveries) {
          expect(new Set(together.map(alikeKey)).size).toBe(1);
          expect([...together]).toEqual(postings.filter((posting) => together.includes(posting)));
          if (alikeKey(together[0]) === undefined) expect(together).toHaveLength(1);
        }
      }),
    );
  });

  it('joins only what is alike and fresh: 10 s, or 10 minutes where it tells of more than ten', () => {
    fc.assert(
      fc.property(waiting, groups, (postings, stand) => {
        for (const { postings: together, joins } of groupPostings(postings, stand, NOW)) {
          const key = alikeKey(together[0]);
          const fresh = stand.filter(
            (group) =>
              group.key === key && NOW - group.since < (group.ids.size > 10 ? 10 * MINUTE : 10 * SECOND),
          );
          expect(joins).toBe(fresh.at(-1));
        }
      }),
    );
  });
});

describe('what a later alert overtakes', () => {
  it('is a warning alone, and only where something later on the same container is told', () => {
    fc.assert(
      fc.property(waiting, (postings) => {
        const overtaken = findOvertaken(postings);
        for (const posting of postings) {
          const { content: words, at, id } = posting;
          if (words.kind !== 'container') {
            expect(overtaken.has(id)).toBe(false);
            continue;
          }
          if (!overtaken.has(id)) continue;
          expect(['parked', 'expiring']).toContain(words.happening.kind);
          const survivors = postings.filter(
            (other) =>
              other.content.kind === 'container' &&
              other.content.container === words.container &&
              other.at >= at &&
              !overtaken.has(other.id),
          );
          expect(survivors).not.toEqual([]);
        }
      }),
    );
  });

  it('never is a failure or an expiry, and every container that waits is still told of', () => {
    fc.assert(
      fc.property(waiting, (postings) => {
        const overtaken = findOvertaken(postings);
        const told = postings.filter(({ id }) => !overtaken.has(id));
        const containers = (list: readonly Posting[]) =>
          new Set(
            list.flatMap(({ content: words }) => (words.kind === 'container' ? [words.container] : [])),
          );
        expect(containers(told)).toEqual(containers(postings));
      }),
    );
  });
});
