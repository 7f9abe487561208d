import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import {
  BRAND,
  errorOf,
  graphError,
  ID,
  type Reply,
  START,
  useApi,
  useScriptedThreads,
} from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const FINISHED: Reply = { body: { id: ID, status: 'FINISHED' } };
const SHOP = { name: 'shop', token: 'THAAshop' };

function limited(headers: Record<string, string> = {}, status = 400): Reply {
  return { status, body: graphError(613, 4279002), headers };
}

const regainAccessIn = (minutes: number): string =>
  JSON.stringify({
    '1789': [{ type: 'threads', call_count: 100, estimated_time_to_regain_access: minutes }],
  });

describe('an account that Threads limits', () => {
  it.each<[title: string, headers: Record<string, string>, wait: number]>([
    ['for as long as Retry-After says', { 'retry-after': '120' }, 2 * MINUTE],
    [
      'until the date that Retry-After says',
      { 'retry-after': new Date(START + 60_000).toUTCString() },
      MINUTE,
    ],
    ['for the minutes estimated', { 'x-business-use-case-usage': regainAccessIn(17) }, 17 * MINUTE],
    ['for an hour where nothing is said', {}, HOUR],
    ['for a day at most', { 'retry-after': '999999999' }, DAY],
  ])('is paused %s', async (_title, headers, wait) => {
    threads.answer(limited(headers), FINISHED);
    const { api, clock, calls } = openApi();
    const error = await errorOf(api.fetchUser(BRAND));
    expect(error).toMatchObject({ kind: 'limited', code: 613, subcode: 4279002, retryAt: START + wait });
    expect(api.pauseOf('brand')?.until).toBe(START + wait);

    clock.time += wait - 1;
    for (const call of [api.fetchContainer(BRAND, ID), api.fetchQuotas(BRAND), api.fetchUser(BRAND)])
      expect(await errorOf(call)).toMatchObject({
        kind: 'limited',
        retryAt: START + wait,
        httpStatus: undefined,
      });
    expect(threads.requests).toHaveLength(1);
    expect(calls).toHaveLength(1);

    clock.time += 1;
    expect(api.pauseOf('brand')).toBeUndefined();
    expect((await api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
  });

  it('is paused after a bare 429 too', async () => {
    threads.answer({ status: 429, body: 'Too Many Requests', headers: { 'retry-after': '60' } });
    const { api } = openApi();
    expect((await errorOf(api.fetchUser(BRAND))).kind).toBe('limited');
    expect(api.pauseOf('brand')?.until).toBe(START + MINUTE);
  });

  it('leaves other accounts alone', async () => {
    threads.answer(limited(), FINISHED);
    const { api } = openApi();
    await errorOf(api.fetchUser(BRAND));
    expect(api.pauseOf('shop')).toBeUndefined();
    expect((await api.fetchContainer(SHOP, ID)).status).toBe('FINISHED');
  });

  it('has calls that waited for their turn refused without being made', async () => {
    threads.answer(limited({ 'retry-after': '120' }));
    const { api } = openApi({ callsAtOnce: 2 });
    const errors = await Promise.all(Array.from({ length: 10 }, () => errorOf(api.fetchUser(BRAND))));
    expect(errors.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'limited'));
    expect(threads.requests.length).toBeLessThanOrEqual(2);
  });

  it('has calls that back off refused without being made', async () => {
    threads.answer({ status: 500, body: '' });
    const { api } = openApi({
      retryDelay: () => {
        api.pause('brand', START + HOUR);
        return 0;
      },
    });
    expect((await errorOf(api.fetchContainer(BRAND, ID))).kind).toBe('limited');
    expect(threads.requests).toHaveLength(1);
  });

  it('is paused for the longest of several answers', async () => {
    const deferred: ServerResponse[] = [];
    const { promise: bothHeld, resolve } = Promise.withResolvers<void>();
    threads.answer((response) => {
      deferred.push(response);
      if (deferred.length === 2) resolve();
    });
    const { api } = openApi();
    const checks = [errorOf(api.fetchUser(BRAND)), errorOf(api.fetchUser(BRAND))];
    await bothHeld;
    deferred[0]?.writeHead(429, { 'retry-after': '600' }).end();
    await Promise.race(checks);
    deferred[1]?.writeHead(429, { 'retry-after': '60' }).end();
    await Promise.all(checks);
    expect(api.pauseOf('brand')?.until).toBe(START + 10 * MINUTE);
  });
});

describe('a pause that is restored', () => {
  it('keeps calls from being made until then', async () => {
    threads.answer(FINISHED);
    const { api, clock } = openApi();
    api.pause('brand', START + MINUTE);
    expect(await errorOf(api.fetchContainer(BRAND, ID))).toMatchObject({
      kind: 'limited',
      account: 'brand',
      subject: 'container',
      retryAt: START + MINUTE,
    });
    expect(threads.requests).toEqual([]);
    clock.time += MINUTE;
    expect((await api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
  });

  it.each([START + HOUR - 1, 0, Number.NaN])('is not shortened by another until %s', (until) => {
    const { api } = openApi();
    api.pause('brand', START + HOUR);
    api.pause('brand', until);
    expect(api.pauseOf('brand')?.until).toBe(START + HOUR);
  });

  it('that is over means nothing', () => {
    const { api } = openApi();
    api.pause('brand', START - 1);
    expect(api.pauseOf('brand')).toBeUndefined();
  });
});

describe('usage headers', () => {
  const used = (share: number, minutes: number | string): Record<string, string> => ({
    'x-business-use-case-usage': JSON.stringify({
      '1789': [{ type: 'threads', call_count: share, estimated_time_to_regain_access: minutes }],
    }),
  });
  const appUsed = (share: number): Record<string, string> => ({
    'x-app-usage': JSON.stringify({ call_count: share, total_time: 1, total_cputime: 1 }),
  });

  it.each<[title: string, reply: Reply, kind: string, wait: number]>([
    ['a limit', { status: 400, body: graphError(80002), headers: used(100, 45) }, 'limited', 45 * MINUTE],
    ['half a minute', { status: 400, body: graphError(17), headers: used(100, 0.5) }, 'limited', MINUTE / 2],
    [
      'a number as text',
      { status: 400, body: graphError(613), headers: used(100, '45.5') },
      'limited',
      45.5 * MINUTE,
    ],
    [
      'a code that nobody knows',
      { status: 500, body: graphError(9999), headers: used(100, 45) },
      'limited',
      45 * MINUTE,
    ],
    ['an outage', { status: 500, body: graphError(2), headers: used(100, 45) }, 'limited', 45 * MINUTE],
    ['a page', { status: 503, body: '<html>', headers: used(96, 45) }, 'limited', 45 * MINUTE],
    ['all calls, and no time', { status: 500, body: '', headers: used(100, 0) }, 'limited', HOUR],
    ["the app's calls", { status: 500, body: graphError(1), headers: appUsed(100) }, 'app-limited', HOUR],
    [
      "the app's limit",
      { status: 403, body: graphError(4), headers: used(100, 30) },
      'app-limited',
      30 * MINUTE,
    ],
  ])('are believed on an error: %s', async (_title, reply, kind, wait) => {
    threads.answer(reply);
    const { api } = openApi({ attempts: 1 });
    expect(await errorOf(api.fetchUser(BRAND))).toMatchObject({ kind, retryAt: START + wait });
    expect(await errorOf(api.fetchContainer(BRAND, ID))).toMatchObject({
      httpStatus: undefined,
      retryAt: START + wait,
    });
    expect(threads.requests).toHaveLength(1);
  });

  it.each<[title: string, reply: Reply, kind: string]>([
    ['what a code says', { status: 400, body: graphError(190), headers: used(100, 45) }, 'token'],
    [
      'an error while something is left',
      { status: 500, body: graphError(2), headers: used(99, 0) },
      'outage',
    ],
  ])('do not change %s', async (_title, reply, kind) => {
    threads.answer(reply);
    const { api } = openApi({ attempts: 1 });
    expect((await errorOf(api.fetchContainer(BRAND, ID))).kind).toBe(kind);
  });

  it.each([
    [used(100, 45), 45 * MINUTE, 'limited'],
    [appUsed(130), HOUR, 'app-limited'],
  ])('pause the account after an answer too: %j', async (headers, wait, kind) => {
    threads.answer({ body: { id: ID, status: 'FINISHED' }, headers });
    const { api } = openApi();
    expect((await api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
    expect(api.pauseOf('brand')?.until).toBe(START + wait);
    expect((await errorOf(api.fetchUser(BRAND))).kind).toBe(kind);
    expect(threads.requests).toHaveLength(1);
  });
});

describe('a limit of the app', () => {
  it('keeps its kind while the account is paused', async () => {
    threads.answer({ status: 403, body: graphError(4), headers: { 'retry-after': '60' } });
    const { api } = openApi();
    await errorOf(api.fetchUser(BRAND));
    expect(await errorOf(api.fetchUser(BRAND))).toMatchObject({
      kind: 'app-limited',
      retryAt: START + MINUTE,
      httpStatus: undefined,
    });
    api.pause('shop', START + HOUR, 'app-limited');
    expect((await errorOf(api.fetchUser(SHOP))).kind).toBe('app-limited');
  });
});

describe('a limit that a call about something of the account meets', () => {
  type Api = ReturnType<typeof openApi>['api'];

  it.each<[title: string, call: (api: Api) => Promise<unknown>]>([
    ['a container', (api) => api.fetchContainer(BRAND, ID)],
    ['the quotas', (api) => api.fetchQuotas(BRAND, { attempts: 1 })],
  ])('pauses nobody by itself, because it may be that of %s alone', async (_, call) => {
    threads.answer(limited(), { body: { id: '1', username: 'brand' } });
    const { api } = openApi();
    expect((await errorOf(call(api))).kind).toBe('limited');
    expect(api.pauseOf('brand')).toBeUndefined();
    expect((await api.fetchUser(BRAND)).username).toBe('brand');
  });
});
