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
  ])('rests %s', async (_title, headers, wait) => {
    threads.answer(limited(headers), FINISHED);
    const { api, clock, calls } = openApi();
    const error = await errorOf(api.fetchContainer(BRAND, ID));
    expect(error).toMatchObject({ kind: 'limited', code: 613, subcode: 4279002, retryAt: START + wait });
    expect(api.pausedUntil('brand')).toBe(START + wait);

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
    expect(api.pausedUntil('brand')).toBeUndefined();
    expect((await api.fetchContainer(BRAND, ID)).status).toBe('FINISHED');
  });

  it('rests after a bare 429 too', async () => {
    threads.answer({ status: 429, body: 'Too Many Requests', headers: { 'retry-after': '60' } });
    const { api } = openApi();
    expect((await errorOf(api.fetchUser(BRAND))).kind).toBe('limited');
    expect(api.pausedUntil('brand')).toBe(START + MINUTE);
  });

  it('leaves other accounts alone', async () => {
    threads.answer(limited(), FINISHED);
    const { api } = openApi();
    await errorOf(api.fetchContainer(BRAND, ID));
    expect(api.pausedUntil('shop')).toBeUndefined();
    expect((await api.fetchContainer(SHOP, ID)).status).toBe('FINISHED');
  });

  it('has calls that waited for their turn refused without being made', async () => {
    threads.answer(limited({ 'retry-after': '120' }));
    const { api } = openApi({ callsAtOnce: 2 });
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => errorOf(api.fetchContainer(BRAND, ID))),
    );
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

  it('rests for the longest of several answers', async () => {
    const deferred: ServerResponse[] = [];
    const { promise: bothHeld, resolve } = Promise.withResolvers<void>();
    threads.answer((response) => {
      deferred.push(response);
      if (deferred.length === 2) resolve();
    });
    const { api } = openApi();
    const checks = [errorOf(api.fetchContainer(BRAND, ID)), errorOf(api.fetchContainer(BRAND, ID))];
    await bothHeld;
    deferred[0]?.writeHead(429, { 'retry-after': '600' }).end();
    await Promise.race(checks);
    deferred[1]?.writeHead(429, { 'retry-after': '60' }).end();
    await Promise.all(checks);
    expect(api.pausedUntil('brand')).toBe(START + 10 * MINUTE);
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
    expect(api.pausedUntil('brand')).toBe(START + HOUR);
  });

  it('that is over means nothing', () => {
    const { api } = openApi();
    api.pause('brand', START - 1);
    expect(api.pausedUntil('brand')).toBeUndefined();
  });
});
