import { expect, it } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { endRemoved, forwardRemoval } from '../../src/replica/removal.ts';

it('when a workspace removes the bot, the owner of its partition ends its subscriptions, with the reason that the platform gave', async () => {
  const left: unknown[] = [];
  const asked: number[] = [];
  const onRemoved = forwardRemoval(
    async (partition, { kind, body }) => {
      asked.push(partition);
      expect(kind).toBe('removal');
      const received: unknown = JSON.parse(JSON.stringify(body));
      return endRemoved(async (workspace, reason) => void left.push([workspace, reason]), received);
    },
    async (workspace) => (workspace === 'T1' ? 5 : 0),
  );
  const reason = new DeliveryError('lasting', 'app_removed', 'the app was removed');
  await onRemoved({ platform: 'slack', workspace: 'T1' }, reason);
  expect(asked).toEqual([5]);
  expect(left).toEqual([[{ platform: 'slack', workspace: 'T1' }, reason]]);
  expect(left).toMatchObject([[{}, { kind: 'lasting', code: 'app_removed' }]]);
});
