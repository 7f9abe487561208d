import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/duration.ts';
import { groupKey, type Notification, type StandingGroup } from '../../src/notifications/notification.ts';
import { orderNotifications } from '../../src/notifications/orderNotifications.ts';
import { groupNotifications } from '../../src/notifications/stages/group.ts';
import { findSuperseded } from '../../src/notifications/stages/supersede.ts';
import type { ContainerEvent } from '../../src/watches/containerEvent.ts';

const NOW = Date.UTC(2026, 0, 1);
const CHANNEL = { platform: 'terminal', workspace: 'w1', id: 'c1' } as const;

const event = fc.constantFrom<ContainerEvent>(
  { kind: 'failed' },
  { kind: 'expired' },
  { kind: 'expiring' },
  { kind: 'delayed', nextCheckAt: NOW },
);
const content = fc.oneof(
  { weight: 4, arbitrary: fc.record({ container: fc.constantFrom('1', '2', '3'), event }).map(alertOn) },
  fc.constant<Notification['content']>({
    kind: 'account-recovered',
    account: 'brand',
    error: { kind: 'outage' },
    since: NOW,
    until: NOW,
  }),
  fc.constant<Notification['content']>({ kind: 'live', account: 'brand', by: 'ann', items: [] }),
);
/** What waits in a channel: each with an id of its own; some stand already, and are to be edited. */
const waiting = fc
  .array(fc.record({ content, at: fc.integer({ min: NOW, max: NOW + 5 }), stands: fc.boolean() }))
  .map((drafts) =>
    drafts.map(
      ({ content: words, at, stands }, index): Notification => ({
        version: 2,
        id: `p${index}`,
        channel: CHANNEL,
        content: words,
        at,
        ...(stands && words.kind !== 'container' && { messageId: `m${index}` }),
        synced: false,
        final: false,
      }),
    ),
  );

function alertOn({
  container,
  event: what,
}: {
  container: string;
  event: ContainerEvent;
}): Notification['content'] {
  return { kind: 'container', account: 'brand', container, createdAt: NOW, by: 'ann', event: what };
}

function standing(key: string, size: number, age: number): StandingGroup {
  const ids = new Set(Array.from({ length: size }, (_, index) => `s${index}`));
  return { id: `${key}-${size}-${age}`, key, messageId: `m-${key}`, since: NOW - age, ids };
}

describe('the order within a channel', () => {
  it('is the same whatever order they were read in, loses none, and puts new messages before edits', () => {
    fc.assert(
      fc.property(
        waiting.chain((notifications) =>
          fc.tuple(
            fc.constant(notifications),
            fc.shuffledSubarray(notifications, { minLength: notifications.length }),
          ),
        ),
        ([notifications, shuffled]) => {
          const ordered = orderNotifications(notifications);
          expect(orderNotifications(shuffled)).toEqual(ordered);
          expect(new Set(ordered)).toEqual(new Set(notifications));
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
        fc.constantFrom('failed', 'expired', 'expiring', 'delayed'),
        fc.constantFrom(1, 10, 11),
        fc.integer({ min: 0, max: 11 * MINUTE }),
      )
      .map(([key, size, age]) => standing(key, size, age)),
  );

  it('holds each posting once, alike ones together, in their order', () => {
    fc.assert(
      fc.property(waiting, groups, (notifications, stand) => {
        const deliveries = groupNotifications(notifications, stand, NOW);
        expect(new Set(deliveries.flatMap((each) => each.notifications))).toEqual(new Set(notifications));
        const keys = deliveries
          .map((each) => groupKey(each.notifications[0]))
          .filter((key) => key !== undefined);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { notifications: together } of deliveries) {
          expect(new Set(together.map(groupKey)).size).toBe(1);
          expect([...together]).toEqual(
            notifications.filter((notification) => together.includes(notification)),
          );
          if (groupKey(together[0]) === undefined) expect(together).toHaveLength(1);
        }
      }),
    );
  });

  it('joins only what is alike and fresh: 10 s, or 10 minutes where it tells of more than ten', () => {
    fc.assert(
      fc.property(waiting, groups, (notifications, stand) => {
        for (const { notifications: together, joins } of groupNotifications(notifications, stand, NOW)) {
          const key = groupKey(together[0]);
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
      fc.property(waiting, (notifications) => {
        const superseded = findSuperseded(notifications);
        for (const notification of notifications) {
          const { content: words, at, id } = notification;
          if (words.kind !== 'container') {
            expect(superseded.has(id)).toBe(false);
            continue;
          }
          if (!superseded.has(id)) continue;
          expect(['delayed', 'expiring']).toContain(words.event.kind);
          const survivors = notifications.filter(
            (other) =>
              other.content.kind === 'container' &&
              other.content.container === words.container &&
              other.at >= at &&
              !superseded.has(other.id),
          );
          expect(survivors).not.toEqual([]);
        }
      }),
    );
  });

  it('never is a failure or an expiry, and every container that waits is still told of', () => {
    fc.assert(
      fc.property(waiting, (notifications) => {
        const superseded = findSuperseded(notifications);
        const told = notifications.filter(({ id }) => !superseded.has(id));
        const containers = (list: readonly Notification[]) =>
          new Set(
            list.flatMap(({ content: words }) => (words.kind === 'container' ? [words.container] : [])),
          );
        expect(containers(told)).toEqual(containers(notifications));
      }),
    );
  });
});
