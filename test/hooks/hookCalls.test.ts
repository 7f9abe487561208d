import { describe, expect, it } from 'vitest';
import { Accounts } from '../../src/accounts/accounts.ts';
import { DAY } from '../../src/duration.ts';
import { hookSchema } from '../../src/hooks/hook.ts';
import { openStore } from '../../src/store/openStore.ts';
import { createWatch, keyOf, type Watch, watchSchema } from '../../src/watches/watch.ts';
import { FaultyStore } from '../support/faultyStore.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, START } from '../support/story.ts';
import { beginHookStory, type HookResponse } from './hookServer.ts';

const VIDEO = '17880000000000001';
const OTHER = '17880000000000002';
const OPTIONS = {
  scenario: scenarioOf({
    [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    [OTHER]: [status('0s', 'IN_PROGRESS')],
  }),
};

/** How many watches a channel can have where programs begin them. */
const MOST_IN_CHANNEL = 5_000;

/** Watches of one channel, that are checked tomorrow. */
function manyWatches(count: number): (readonly [string, Watch])[] {
  return Array.from({ length: count }, (_, index) => {
    const container = String(17_890_000_000_000_000n + BigInt(index));
    const watch = createWatch('brand', container, START, START + DAY);
    const liveId = 'hook-live/terminal:w1:c1/brand/2026-01-01';
    const hook = { id: 'h1', name: 'ci' };
    const subscriber = { channel: channelRef('c1'), by: 'ann', liveId, since: START, hook };
    return [keyOf(watch), { ...watch, subscribers: [subscriber] }] as const;
  });
}

/** What somebody who guesses can see of an answer. */
function visible({ status: http, headers, body }: HookResponse): unknown {
  const names = [...headers.keys()].filter((name) => name !== 'date');
  return { http, headers: names.map((name) => [name, headers.get(name)]), body };
}

describe('a call of a hook', () => {
  it('has its container watched in the channel of the hook', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const answer = await call(key, { container: VIDEO, note: 'launch video' });
    expect(answer).toMatchObject({ status: 202, body: { container: VIDEO, watching: true } });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await story.type('watches')).toContain(VIDEO);
    await story.pass('20m');
    expect(story.alerts().map(({ first }) => first)).toEqual([
      expect.stringContaining('“launch video” failed'),
    ]);
  });

  it('answers for each container, the same at each time', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const body = {
      containers: [
        { container: VIDEO, watching: true },
        { container: OTHER, watching: true },
      ],
    };
    for (let time = 0; time < 3; time += 1)
      expect(await call(key, { containers: [VIDEO, OTHER] })).toMatchObject({ status: 202, body });
    expect(await story.type('watches')).toMatch(/^👀 This channel watches 2 posts/u);
  });

  it('that says what was published ends the watch', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    await call(key, { container: VIDEO });
    const published = { container: VIDEO, published: '18000000000000001' };
    expect(await call(key, published)).toMatchObject({
      status: 202,
      body: { container: VIDEO, watching: false },
    });
    expect(await story.type('watches')).not.toContain(VIDEO);
  });

  it('about an error without a container watches nothing', async () => {
    const { make, call } = await beginHookStory(OPTIONS);
    const error = { code: 100, message: 'Invalid parameter' };
    expect(await call(await make(), { error })).toMatchObject({ status: 202, body: { watching: false } });
  });

  it('can be made with a form, or with the query alone', async () => {
    const { make, call, send } = await beginHookStory(OPTIONS);
    const key = await make();
    const form = new URLSearchParams({ container: VIDEO });
    expect(await call(key, '', { headers: {}, body: form })).toMatchObject({ status: 202 });
    expect(await send(`/hook/${key}?container=${OTHER}`, { method: 'POST' })).toMatchObject({
      status: 202,
      body: { container: OTHER, watching: true },
    });
  });

  it('that can not be read names the field', async () => {
    const { make, call } = await beginHookStory(OPTIONS);
    const { status: http, body } = await call(await make(), { container: VIDEO, created_at: 'yesterday' });
    expect(http).toBe(400);
    expect(body).toEqual({
      error: { field: 'created_at', message: expect.stringContaining('takes a time such as') },
    });
  });

  it('is not accepted while the store fails', async () => {
    const faulty = new FaultyStore(await openStore('memory:'));
    const { story, make, call } = await beginHookStory({ ...OPTIONS, store: faulty.store });
    const key = await make();
    faulty.failing = 'writes';
    const answer = await call(key, { container: VIDEO });
    expect(answer).toMatchObject({
      status: 503,
      body: { error: { message: expect.stringContaining('Nothing was stored') } },
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    faulty.failing = 'nothing';
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    expect(await story.type('watches')).toContain(VIDEO);
  });

  it('is asked to come again while the program starts', async () => {
    let isRunning = false;
    const { make, call } = await beginHookStory(OPTIONS, { isRunning: () => isRunning });
    const key = await make();
    const early = await call(key, { container: VIDEO });
    expect(early.status).toBe(503);
    expect(early.headers.get('retry-after')).toBe('5');
    isRunning = true;
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
  });

  it('is refused where as much is watched as may be, and adds nothing', async () => {
    const store = await openStore('memory:');
    await store.collection('watches', watchSchema).setMany(manyWatches(MOST_IN_CHANNEL - 1));
    const { story, make, call } = await beginHookStory({ ...OPTIONS, store });
    const key = await make();
    const answer = await call(key, { containers: [VIDEO, OTHER] });
    expect(answer).toMatchObject({
      status: 429,
      body: { error: { message: expect.stringContaining('As many containers are watched as may be') } },
    });
    expect(answer.headers.get('retry-after')).toBe('3600');
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    expect(await story.type(`unwatch ${OTHER}`)).toContain("isn't watched here");
  });
});

describe('a key', () => {
  it('that is unknown, malformed or revoked is refused in one way', async () => {
    const { story, make, call, send } = await beginHookStory(OPTIONS);
    const revoked = await make();
    expect(await call(revoked, { container: VIDEO })).toMatchObject({ status: 202 });
    await story.type('hook off');
    const unknown = visible(await call('A'.repeat(43), { container: VIDEO }));
    expect(unknown).toMatchObject({ http: 404 });
    for (const key of [revoked, `${revoked}=`, revoked.toLowerCase(), 'x', '', '%00', '__proto__'])
      expect(visible(await call(key, { container: VIDEO })), key).toEqual(unknown);
    // Nor does anything depend on what the call says.
    expect(visible(await call(revoked, 'no JSON'))).toEqual(unknown);
    expect(visible(await send(`/hook/${revoked}`, { method: 'POST' }))).toEqual(unknown);
  });

  it('works after a restart, and a revoked one does not', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const [kept, revoked] = [await make(), await make()];
    await story.type('hook off name:hook-2');
    await story.restart();
    expect(await call(kept, { container: VIDEO })).toMatchObject({ status: 202 });
    expect(await call(revoked, { container: VIDEO })).toMatchObject({ status: 404 });
  });

  it('is put back where the store was emptied', async () => {
    const store = await openStore('memory:');
    const { story, make, call } = await beginHookStory({ ...OPTIONS, store });
    const key = await make();
    const records = store.collection('hooks', hookSchema);
    for await (const [id] of records.entries(() => undefined)) await records.delete(id);
    story.bot.recoverStore();
    await story.pass('10s');
    await story.restart();
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
  });

  it('of an account that its workspace can not use any more reaches nothing', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const unknown = visible(await call('A'.repeat(43), { container: VIDEO }));
    for (const workspaces of [['another'], undefined]) {
      const brand = { name: workspaces ? 'brand' : 'shop', token: 'sandbox-token' };
      await story.restart(new Accounts([{ ...brand, workspaces: workspaces ?? ['w1'] }]));
      expect(visible(await call(key, { container: VIDEO }))).toEqual(unknown);
    }
    await story.restart();
    expect(await story.type('watches')).not.toContain(VIDEO);
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
  });

  it('of one channel registers nothing in another', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    await make();
    await call(await make('hook on', channelRef('c2')), { container: VIDEO });
    expect(await story.type('watches', channelRef('c1'))).not.toContain(VIDEO);
    expect(await story.type('watches', channelRef('c2'))).toContain(VIDEO);
  });

  it('stands neither in the store nor in the log', async () => {
    const store = await openStore('memory:');
    const { story, make, call } = await beginHookStory({ ...OPTIONS, store });
    const key = await make();
    await call(key, { container: VIDEO });
    await call(key, 'no JSON');
    await call(key, 'x'.repeat(20_000));
    await story.type('hook show');
    await story.type('hook off');
    await call(key, { container: VIDEO });
    expect(story.log).not.toContain(key);
    expect(JSON.stringify(story.chat.messages)).not.toContain(key);
    expect(await story.type('hook show')).not.toContain(key);
  });
});

describe('the limits of a hook', () => {
  it('let a burst of 40 and then 100 a second through, and refuse a flood', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const [key, other] = [await make(), await make()];
    const callMany = (count: number): Promise<HookResponse[]> =>
      Promise.all(Array.from({ length: count }, () => call(key, { container: VIDEO })));
    const burst = await callMany(40);
    expect(burst.every(({ status: http }) => http === 202)).toBe(true);
    for (let second = 0; second < 3; second += 1) {
      await story.pass('1s');
      expect((await callMany(100)).every(({ status: http }) => http === 202)).toBe(true);
    }
    const refused = (await callMany(150)).filter(({ status: http }) => http === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect(headers.get('retry-after')).toBe('1');
      expect(body).toEqual({ error: { message: expect.stringContaining('Too many calls at once') } });
    }
    expect(await call(other, { container: VIDEO })).toMatchObject({ status: 202 });
    await story.pass('1s');
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
  });

  it('slow down who guesses, and nobody else', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const guesses: number[] = [];
    for (let guess = 0; guess < 320; guess += 1) guesses.push((await call(`guess-${guess}`, {})).status);
    expect(new Set(guesses.slice(0, 300))).toEqual(new Set([404]));
    expect(guesses.at(-1)).toBe(429);
    expect(await call(key, { container: VIDEO })).toMatchObject({ status: 202 });
    await story.pass('2s');
    expect(await call('guess', {})).toMatchObject({ status: 404 });
  });
});

describe('a call that can not be read', () => {
  it('is told in the channel once an hour', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    const key = await make();
    const told = (): string[] =>
      story.chat.messages.map(({ first }) => first).filter((first) => first.includes("can't be read"));
    for (let minute = 0; minute < 59; minute += 1) {
      await call(key, { container: 'nonsense' });
      await story.pass('1m');
    }
    expect(told()).toEqual([expect.stringContaining('look at its container')]);
    expect(told()[0]).toContain('container takes the id that Threads returned');
    await story.restart();
    await call(key, 'x'.repeat(17_000));
    await story.pass('10s');
    expect(told()).toHaveLength(1);
    await story.pass('1m');
    await call(key, 'x'.repeat(17_000));
    await story.pass('10s');
    expect(told()).toHaveLength(2);
    expect(told()[1]).toContain('look at its body');
  });

  it('of an unknown key is told to nobody', async () => {
    const { story, make, call } = await beginHookStory(OPTIONS);
    await make();
    const before = story.chat.messages.length;
    await call('A'.repeat(43), 'nonsense');
    await story.pass('2h');
    expect(story.chat.messages).toHaveLength(before);
  });
});
