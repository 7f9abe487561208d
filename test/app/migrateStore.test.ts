import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { outageSchema } from '../../src/accounts/outage.ts';
import { quotaSubscriptionSchema } from '../../src/alerts/quotaSubscription.ts';
import { unreachableChannelSchema } from '../../src/alerts/unreachableChannels.ts';
import { migrateStore } from '../../src/app/migrations/migrateStore.ts';
import { oauthStateSchema } from '../../src/connect/oauthStates.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { snoozeSchema } from '../../src/notifications/snoozeStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { tokenRecordSchema } from '../../src/tokens/tokenRecord.ts';
import { watchSchema } from '../../src/watches/watch.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const rowSchema = z.object({ collection: z.string(), key: z.string(), record: z.unknown() });

/** Records as version 1 wrote them: every kind, in states that a running bot can leave. */
const VERSION_1 = readFileSync(new URL('fixtures/version1.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

const SCHEMAS = {
  watches: watchSchema,
  notifications: notificationSchema,
  outages: outageSchema,
  'quota-alerts': quotaSubscriptionSchema,
  snoozes: snoozeSchema,
  'unreachable-channels': unreachableChannelSchema,
  tokens: tokenRecordSchema,
  'oauth-states': oauthStateSchema,
} as const;

async function openVersion1(): Promise<Store> {
  const store = await openStore('memory:');
  for (const { collection, key, record } of VERSION_1)
    await store.collection(collection, z.unknown()).set(key, record);
  return store;
}

/** Reads every record of a collection by its key. A record that does not match its schema fails the test. */
async function readAll(store: Store, name: string, schema: z.ZodType): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for await (const [key, record] of store.collection(name, schema).entries((_, error) => {
    throw error;
  }))
    found.set(key, record);
  return found;
}

async function countRecords(store: Store): Promise<number> {
  const all = await Promise.all(
    Object.entries(SCHEMAS).map(([name, schema]) => readAll(store, name, schema)),
  );
  return all.reduce((sum, { size }) => sum + size, 0);
}

it('every record of version 1 can be read after the migration, and none is left under an old name', async () => {
  const store = await openVersion1();
  await migrateStore(store, { info: () => undefined });
  expect(await countRecords(store)).toBe(VERSION_1.length);
  for (const old of ['postings', 'blindness', 'lost-places', 'invitations'])
    expect((await readAll(store, old, z.unknown())).size).toBe(0);
  const watch = (await readAll(store, 'watches', watchSchema)).get('brand/17900000000000004');
  expect(watch).toMatchObject({
    nextCheckAt: 1_767_226_020_000,
    checks: 3,
    notFound: { checks: 2 },
    state: { kind: 'not-found', error: { code: 24 } },
    subscribers: [{ channel: { platform: 'terminal', id: 'terminal' } }],
  });
  const ids = [...(await readAll(store, 'notifications', notificationSchema)).keys()];
  expect(ids).toContain('account-outage/brand/1767226020000/outage/terminal:terminal:terminal');
  expect(ids).toContain('container/brand/17900000000000009/1767225600000/not-found/terminal:demo:demo');
});

it('a migration that crashed continues at the next start, and another one changes nothing', async () => {
  const store = await openVersion1();
  let writes = 0;
  const crashing: Store = {
    ...store,
    collection(name, schema) {
      const inner = store.collection(name, schema);
      const setMany: typeof inner.setMany = (entries) => {
        writes += 1;
        if (writes === 3) throw new Error('the process crashes here');
        return inner.setMany(entries);
      };
      return {
        ...inner,
        get: (key) => inner.get(key),
        set: (key, record) => inner.set(key, record),
        deleteMany: (keys) => inner.deleteMany(keys),
        entries: (onCorrupt) => inner.entries(onCorrupt),
        setMany,
      };
    },
  };
  await expect(migrateStore(crashing, { info: () => undefined })).rejects.toThrow('crashes here');
  await migrateStore(store, { info: () => undefined });
  expect(await countRecords(store)).toBe(VERSION_1.length);
  const logged: object[] = [];
  await migrateStore(store, { info: (details: object) => logged.push(details) });
  expect(logged).toEqual([]);
});

it('the bot continues from a version 1 store: unsent notifications are sent, and watches are checked', async () => {
  const store = await openVersion1();
  const story = await Story.begin({
    store,
    scenario: scenarioOf({ 17900000000000002: [status('0s', 'PUBLISHED')] }),
    workspaces: { brand: ['demo', 'terminal'] },
    tokenKeys: [Buffer.alloc(32, 7).toString('base64')],
  });
  await story.pass('24h');
  const words = story.chat.messages.map(({ first }) => first).join('\n');
  expect(words).toContain('17900000000000009');
  expect(words).toMatch(/posts/);
  expect(story.checksAt('17900000000000002')).toBeGreaterThan(0);
});
