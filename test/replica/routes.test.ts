import { describe, expect, it } from 'vitest';
import type { HookDoor } from '../../src/hooks/hookDoor.ts';
import { createKey, hashKey } from '../../src/hooks/hookKey.ts';
import type { Ask } from '../../src/replica/routes/ask.ts';
import { answerRemoteCallback, callbackSchema } from '../../src/replica/routes/remoteCallback.ts';
import { answerHookCall, RemoteHookDoor } from '../../src/replica/routes/remoteHookDoor.ts';
import { withRoutes } from '../../src/replica/routes/routedStore.ts';
import { ROUTE_COLLECTIONS, ROUTED, Routes, routeSchema } from '../../src/replica/routes/routes.ts';
import { openStore } from '../../src/store/openStore.ts';
import { beginHookStory } from '../hooks/hookServer.ts';
import { scenarioOf, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

/** What a question and its answer become on their way through Redis. */
function throughRedis(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const PARTITIONS = 8;

/** Routes of which every partition has written all that it has, but for those that are still to be loaded. */
async function createRoutes(...unloaded: number[]) {
  const store = await openStore('memory:');
  const routes = new Routes(store, PARTITIONS);
  for (let partition = 0; partition < PARTITIONS; partition += 1)
    if (!unloaded.includes(partition)) for (const kind of ROUTED) await routes.addAll(kind, [], partition);
  /** As a Redis that was flushed, or that a copy has filled. */
  async function lose(): Promise<void> {
    for (const kind of ROUTED) {
      const records = store.collection(ROUTE_COLLECTIONS[kind], routeSchema);
      for await (const [key] of records.entries(() => undefined)) await records.delete(key);
    }
  }
  return { routes, lose };
}

/** The owner of partition 5 and a replica that owns nothing; the owner may be away. */
async function beginReplicas() {
  const { routes: shared, lose } = await createRoutes(5);
  const store = withRoutes(await openStore('memory:'), shared, 5);
  const asked: number[] = [];
  const forwarded: string[] = [];
  const outcomes: string[] = [];
  const replica = { isOwnerAway: false, faults: [] as unknown[] };
  let owner: Story['bot']['hookEntrance'] | undefined;
  let remote: HookDoor | undefined;
  const ask: Ask = async (partition, { body }) => {
    asked.push(partition);
    forwarded.push(JSON.stringify(body));
    if (owner === undefined || replica.isOwnerAway) throw new Error('no owner answered in time');
    return throughRedis(await answerHookCall(owner, throughRedis(body)));
  };
  const hooks = await beginHookStory(
    { scenario: scenarioOf({}), store },
    {
      door(bot) {
        owner = bot.hookEntrance;
        remote ??= new RemoteHookDoor({
          routes: shared,
          ask,
          clock: hooks.story.clock,
          onCall: (outcome) => void outcomes.push(outcome),
          onError: (error) => void replica.faults.push(error),
        });
        return remote;
      },
    },
  );
  return { ...hooks, asked, forwarded, outcomes, replica, store, shared, lose };
}

describe('a hook that is called on a replica that does not own it', () => {
  it('is answered by the owner of its partition, in every form of a call', async () => {
    const { call, send, make, asked, story } = await beginReplicas();
    const key = await make();
    expect(await call(key, { container: VIDEO, note: 'größer 🎬' })).toMatchObject({
      status: 202,
      body: { container: VIDEO, watching: true },
    });
    expect(await story.type('watches', channelRef('c1'))).toContain('größer 🎬');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const asForm = await call(key, `published=1&container=${VIDEO}`, { headers: form });
    expect(asForm).toMatchObject({ status: 202, body: { watching: false } });
    expect(await send(`/hook/${key}?container=${VIDEO}`, { method: 'POST' })).toMatchObject({ status: 202 });
    expect(await call(key, { container: 'nonsense' })).toMatchObject({ status: 400 });
    expect(await call(key, { note: 'x'.repeat(17_000) })).toMatchObject({ status: 413 });
    expect([...new Set(asked)]).toEqual([5]);
  });

  it('is unknown once it is revoked, and so is a guess, about which nobody is asked', async () => {
    const { call, make, asked, story } = await beginReplicas();
    const key = await make();
    await story.type('hook off', channelRef('c1'));
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 404 });
    const askedSoFar = asked.length;
    expect(await call(createKey(), { container: VIDEO })).toMatchObject({ status: 404 });
    expect(asked).toHaveLength(askedSoFar);
  });

  it('is to be called again while no owner answers', async () => {
    const { call, make, replica } = await beginReplicas();
    const key = await make();
    replica.isOwnerAway = true;
    const refused = await call(key, { container: VIDEO });
    expect(refused).toMatchObject({ status: 503 });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(replica.faults).toHaveLength(1);
    replica.isOwnerAway = false;
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
  });

  it('leaves nothing in Redis with which somebody could call the hook', async () => {
    const { call, make, forwarded } = await beginReplicas();
    const key = await make();
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    expect(await call(key, { note: 'x'.repeat(17_000) })).toMatchObject({ status: 413 });
    expect(forwarded).toHaveLength(2);
    for (const body of forwarded) {
      expect(body).not.toContain(key);
      // Nor is the hash itself a key.
      const { hash } = JSON.parse(body);
      expect(await call(hash, { container: VIDEO })).toMatchObject({ status: 404 });
    }
  });

  it('is limited before anything of it is forwarded', async () => {
    const { call, make, asked, outcomes } = await beginReplicas();
    const key = await make();
    const answers = await Promise.all(Array.from({ length: 130 }, () => call(key, { container: VIDEO })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(asked).toHaveLength(answers.length - refused.length);
    expect(outcomes).toEqual(refused.map(() => 'limited'));
  });

  it('is found again when its partition has a new owner, after the routes were lost', async () => {
    const { make, story } = await beginReplicas();
    const key = await make();
    const { routes } = await createRoutes(5);
    const restarted = await Story.begin({
      scenario: scenarioOf({}),
      store: withRoutes(story.store, routes, 5),
    });
    const door = new RemoteHookDoor({
      routes,
      ask: async (_, { body }) => answerHookCall(restarted.bot.hookEntrance, body),
      clock: restarted.clock,
      onCall: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    expect(await door.admit(key)).toMatchObject({ kind: 'admitted' });
  });

  it('is to be called again, and so is a guess, until every partition has said which hooks it has', async () => {
    const { call, make, lose, shared, outcomes, story } = await beginReplicas();
    const key = await make();
    await lose();
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      for (const each of [key, createKey()]) {
        const refused = await call(each, { container: VIDEO });
        expect(refused).toMatchObject({ status: 503 });
        expect(refused.headers.get('retry-after')).toBe('5');
      }
      expect(outcomes.splice(0)).toEqual(['unknown', 'unknown']);
      if (partition !== 5) await shared.addAll('hooks', [], partition);
    }
    await story.restart();
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    expect(await call(createKey(), { container: VIDEO })).toMatchObject({ status: 404 });
  });

  it('is found again where the routes were lost while its partition kept its owner', async () => {
    const { call, make, lose, shared, store } = await beginReplicas();
    const key = await make();
    await lose();
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 503 });
    await store.keepRoutes();
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      if (partition !== 5) await shared.addAll('hooks', [], partition);
    expect(await call(createKey(), { container: VIDEO })).toMatchObject({ status: 404 });
  });

  it('is limited with all guesses while it is not certain, and only so often are all partitions looked for', async () => {
    const { routes, lose } = await createRoutes();
    await lose();
    let located = 0;
    const door = new RemoteHookDoor({
      routes: {
        find: (...of) => routes.find(...of),
        locate(...of) {
          located += 1;
          return routes.locate(...of);
        },
      },
      ask: async () => expect.fail('nobody is to be asked about a guess'),
      clock: { now: () => 0 },
      onCall: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const answers = await Promise.all(Array.from({ length: 310 }, () => door.admit(createKey())));
    const statuses = answers.map((each) => (each.kind === 'refused' ? each.answer.http : 200));
    expect(statuses.filter((status) => status === 503)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect(located).toBe(300);
  });

  it('is found where its owner writes its route, and all others, between the two looks of a call', async () => {
    const { routes } = await createRoutes(5);
    const key = createKey();
    const door = new RemoteHookDoor({
      routes: {
        async find(...of) {
          const found = await routes.find(...of);
          await routes.addAll('hooks', [hashKey(key)], 5);
          return found;
        },
        locate: (...of) => routes.locate(...of),
      },
      ask: async () => ({ http: 202, headers: {}, body: {} }),
      clock: { now: () => 0 },
      onCall: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    expect(await door.admit(key)).toMatchObject({ kind: 'admitted' });
  });
});

describe('a browser that returns from the consent page to any replica', () => {
  it('is answered by the owner of the partition where the link was asked for', async () => {
    const { routes, lose } = await createRoutes(7);
    const asked: number[] = [];
    const store = withRoutes(await openStore('memory:'), routes, 7);
    const story = await Story.begin({
      scenario: scenarioOf({}),
      canConnect: true,
      tokenKeys: [Buffer.alloc(32, 1).toString('base64')],
      store,
    });
    const link = await story.type('connect', channelRef('c1'));
    const state = /[?&]state=([\w-]{43})/.exec(link)?.[1];
    expect(state).toBeDefined();
    const ask: Ask = async (partition, { body }) => {
      asked.push(partition);
      return throughRedis(await story.bot.answerCallback(callbackSchema.parse(throughRedis(body))));
    };
    const onError = (error: unknown): never => {
      throw error;
    };
    const parts = { routes, ask, commandName: 'threads', onError };
    const denied = await answerRemoteCallback(parts, { state, error: 'access_denied' });
    expect(denied.http).toBe(403);
    // Anybody may send these, and as often as they like.
    for (const forged of [{ state: 'forged', code: 'x' }, { state: '' }, { code: 'x' }, {}]) {
      const page = await answerRemoteCallback(parts, forged);
      expect(page).toEqual(await story.bot.answerCallback(forged));
      expect(page.http).toBe(400);
    }
    expect(asked).toEqual([7]);
    await lose();
    const unsure = await answerRemoteCallback(parts, { state, code: 'x' });
    expect(unsure).toMatchObject({ http: 503, body: expect.stringContaining('Reload this page') });
    await store.keepRoutes();
    expect(await answerRemoteCallback(parts, { state, code: 'x' })).toMatchObject({ http: 400 });
    expect(asked).toEqual([7, 7]);
    await story.end();
  });
});
