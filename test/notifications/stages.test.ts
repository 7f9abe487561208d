import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/duration.ts';
import type { Notification } from '../../src/notifications/notification.ts';
import { orderNotifications } from '../../src/notifications/orderNotifications.ts';
import { groupKey, type PostedGroup } from '../../src/notifications/postedGroup.ts';
import { groupNotifications } from '../../src/notifications/stages/group.ts';
import { findPointless } from '../../src/notifications/stages/supersede.ts';
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
/** What is pending in a channel: each with an id of its own; some are posted already, and are to be edited. */
const pending = fc
  .array(fc.record({ content, at: fc.integer({ min: NOW, max: NOW + 5 }), isPosted: fc.boolean() }))
  .map((drafts) =>
    drafts.map(
      ({ content: drafted, at, isPosted }, index): Notification => ({
        version: 2,
        id: `p${index}`,
        channel: CHANNEL,
        content: drafted,
        at,
        ...(isPosted && drafted.kind !== 'container' && { messageId: `m${index}` }),
        synced: false,
        final: false,
      }),
    ),
  );

function alertOn({
  container,
  event: ofKind,
}: {
  container: string;
  event: ContainerEvent;
}): Notification['content'] {
  return { kind: 'container', account: 'brand', container, createdAt: NOW, by: 'ann', event: ofKind };
}

function postedGroup(key: string, size: number, age: number): PostedGroup {
  const ids = new Set(Array.from({ length: size }, (_, index) => `s${index}`));
  return {
    id: `${key}-${size}-${age}`,
    key,
    messageId: `m-${key}`,
    since: NOW - age,
    ids,
    openIds: new Set(),
    called: new Set(),
    isAcknowledgeable: false,
  };
}

describe('orderNotifications', () => {
  it('does not depend on the order of the input, loses none, and puts new messages before edits', () => {
    fc.assert(
      fc.property(
        pending.chain((notifications) =>
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
          for (const edits of [true, false]) {
            const times = ordered.filter((_, index) => isEdit[index] === edits).map(({ at }) => at);
            expect(times).toEqual(times.toSorted((a, b) => a - b));
          }
        },
      ),
    );
  });
});

describe('the group stage', () => {
  const groups = fc.array(
    fc
      .tuple(
        fc.constantFrom('failed', 'expired', 'expiring', 'delayed'),
        fc.constantFrom(1, 10, 11),
        fc.integer({ min: 0, max: 11 * MINUTE }),
      )
      .map(([kind, size, age]) => postedGroup(`container/${kind}`, size, age)),
  );

  it('sends each notification once, those with the same key together, in their order', () => {
    fc.assert(
      fc.property(pending, groups, (notifications, posted) => {
        const deliveries = groupNotifications(notifications, posted, NOW);
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

  it('joins only a message with the same key, for 10 s, or for 10 minutes where it shows more than ten', () => {
    fc.assert(
      fc.property(pending, groups, (notifications, posted) => {
        for (const { notifications: together, joins } of groupNotifications(notifications, posted, NOW)) {
          const key = groupKey(together[0]);
          const open = posted.filter(
            (group) =>
              group.key === key && NOW - group.since < (group.ids.size > 10 ? 10 * MINUTE : 10 * SECOND),
          );
          expect(joins).toBe(open.at(-1));
        }
      }),
    );
  });
});

describe('the supersede stage', () => {
  it('drops warnings alone, and only where a later alert about the same container is sent', () => {
    fc.assert(
      fc.property(pending, (notifications) => {
        const superseded = findPointless(notifications);
        for (const notification of notifications) {
          const { content: each, at, id } = notification;
          if (each.kind !== 'container') {
            expect(superseded.has(id)).toBe(false);
            continue;
          }
          if (!superseded.has(id)) continue;
          expect(['delayed', 'expiring']).toContain(each.event.kind);
          const survivors = notifications.filter(
            (other) =>
              other.content.kind === 'container' &&
              other.content.container === each.container &&
              other.at >= at &&
              !superseded.has(other.id),
          );
          expect(survivors).not.toEqual([]);
        }
      }),
    );
  });

  it('never drops a failure or an expiry, and keeps an alert for every container', () => {
    fc.assert(
      fc.property(pending, (notifications) => {
        const superseded = findPointless(notifications);
        const kept = notifications.filter(({ id }) => !superseded.has(id));
        const containers = (list: readonly Notification[]) =>
          new Set(list.flatMap(({ content: each }) => (each.kind === 'container' ? [each.container] : [])));
        expect(containers(kept)).toEqual(containers(notifications));
      }),
    );
  });
});
