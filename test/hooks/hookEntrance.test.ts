import { expect, it, onTestFinished } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { hookSchema } from '../../src/hooks/hook.ts';
import { HookEntrance } from '../../src/hooks/hookEntrance.ts';
import { createKey, hashKey } from '../../src/hooks/hookKey.ts';
import { HookStore } from '../../src/hooks/hookStore.ts';
import { UnreadableCalls } from '../../src/hooks/unreadableCalls.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { notificationIndex } from '../../src/notifications/notificationIndex.ts';
import { Outbox } from '../../src/notifications/outbox.ts';
import { openStore } from '../../src/store/openStore.ts';

const TEAM = 'T0ONE';

/** The entrance with one hook of the account, which serves these workspaces as far as is known. */
async function enter(workspaces: readonly string[], areWorkspacesKnown: boolean) {
  const store = await openStore('memory:');
  onTestFinished(() => store.close());
  const clock = { now: () => 0 };
  const accounts = new Accounts([{ name: 'brand', token: 'token', workspaces }]);
  const hookStore = new HookStore(store.collection('hooks', hookSchema));
  const outbox = new Outbox(
    store.indexed('notifications', notificationSchema, notificationIndex),
    () => undefined,
    clock,
  );
  const entrance = new HookEntrance({
    hookStore,
    intake: { take: async () => [] },
    unreadableCalls: new UnreadableCalls({ hookStore, outbox, clock, onTold: () => undefined }),
    accounts,
    store,
    clock,
    areWorkspacesKnown: () => areWorkspacesKnown,
    onCall: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const key = createKey();
  await hookStore.add({
    version: 2,
    id: 'h1',
    name: 'hook-1',
    hash: hashKey(key),
    channel: { platform: 'slack', workspace: TEAM, id: 'C0A' },
    account: 'brand',
    by: 'U0A',
    createdAt: 0,
  });
  /** The status of the refusal; `undefined` where it may come in. */
  const statusOf = (tried: string): number | undefined => {
    const admission = entrance.admit(tried);
    return admission.kind === 'refused' ? admission.answer.http : undefined;
  };
  return { accounts, key, statusOf };
}

it('a hook of a workspace that is not connected yet is to be called again, and comes in once it is', async () => {
  const { accounts, key, statusOf } = await enter([], false);
  expect(statusOf(key)).toBe(503);
  expect(statusOf(createKey())).toBe(404);
  accounts.bindAll(TEAM);
  expect(statusOf(key)).toBeUndefined();
});

it('a hook of a workspace that its account does not serve is unknown, once all are connected', async () => {
  const { key, statusOf } = await enter(['elsewhere'], true);
  expect(statusOf(key)).toBe(404);
});
