import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../src/duration.ts';
import { readCallUsage } from '../../src/threads/callUsage.ts';
import { BRAND, errorOf, graphError, useApi, useScriptedThreads } from './scriptedThreads.ts';

const NOW = Date.UTC(2026, 0, 1, 12);

function header(...rows: readonly object[]): string {
  return JSON.stringify({ '17841400000000001': rows });
}

describe('how much of its calls an account has used', () => {
  it('is the highest of the three measures, as a share', () => {
    const row = { type: 'threads', call_count: 4, total_cputime: 62, total_time: 1 };
    expect(readCallUsage(header({ ...row, estimated_time_to_regain_access: 0 }), NOW)).toEqual({
      share: 0.62,
    });
  });

  it('is the highest of several rows and ids, and can be above the whole', () => {
    const both = JSON.stringify({ 1: [{ call_count: 12 }], 2: [{ call_count: '130' }, { total_time: 7 }] });
    expect(readCallUsage(both, NOW)).toEqual({ share: 1.3 });
  });

  it('names when calls are taken again, at most a day ahead', () => {
    const at = (minutes: number) =>
      readCallUsage(header({ call_count: 100, estimated_time_to_regain_access: minutes }), NOW)?.regainAt;
    expect(at(14)).toBe(NOW + 14 * MINUTE);
    expect(at(1e9)).toBe(NOW + DAY);
    expect(at(0)).toBeUndefined();
  });

  it.each<[minutes: number | string, ms: number]>([
    [0.5, MINUTE / 2],
    ['45', 45 * MINUTE],
    [45.5, 45.5 * MINUTE],
    ['0.5', MINUTE / 2],
  ])('reads %j minutes', (minutes, ms) =>
    expect(readCallUsage(header({ estimated_time_to_regain_access: minutes }), NOW)).toEqual({
      share: 0,
      regainAt: NOW + ms,
    }),
  );

  it('is read of the app too, whose header has no id', () => {
    const app = JSON.stringify({ call_count: 28, total_time: '101.5', total_cputime: 25 });
    expect(readCallUsage(app, NOW)).toEqual({ share: 1.015 });
  });

  it.each([undefined, '', 'no json', '[]', '{}', '{"1":[]}', '{"1":[{"call_count":"many"}]}', '{"1":null}'])(
    'is unknown from %s',
    (text) => expect(readCallUsage(text, NOW)).toBeUndefined(),
  );
});

describe('the last answer of each account', () => {
  const threads = useScriptedThreads();
  const openApi = useApi(threads);

  it('says how much is used, also where it is a refusal; an answer without the header changes nothing', async () => {
    const headers = { 'x-business-use-case-usage': header({ call_count: 96 }) };
    threads.answer(
      { body: { id: '17', username: 'brand' }, headers },
      {
        status: 400,
        body: graphError(100),
        headers: { 'x-business-use-case-usage': header({ call_count: 97 }) },
      },
      { body: { id: '17', username: 'brand' } },
    );
    const { api } = openApi();
    expect(api.usageOf('brand')).toBeUndefined();
    await api.fetchUser(BRAND);
    expect(api.usageOf('brand')).toEqual({ share: 0.96 });
    await errorOf(api.fetchUser(BRAND));
    await api.fetchUser(BRAND);
    expect(api.usageOf('brand')).toEqual({ share: 0.97 });
    expect(api.usageOf('shop')).toBeUndefined();
  });
});
