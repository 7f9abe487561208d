import { describe, expect, it } from 'vitest';
import { play } from './play.ts';

const ALL =
  'quota_usage,config,reply_quota_usage,reply_config,delete_quota_usage,delete_config,' +
  'location_search_quota_usage,location_search_config';
const path = (fields: string) => `/v1.0/me/threads_publishing_limit?fields=${fields}`;
const config = (quota_total: number) => ({ quota_total, quota_duration: 86_400 });

describe('the quotas', () => {
  it('are unused, with the documented totals, if the scenario has none', async () => {
    const { call } = await play();
    expect((await call(path(ALL))).json).toEqual({
      data: [
        {
          quota_usage: 0,
          config: config(250),
          reply_quota_usage: 0,
          reply_config: config(1000),
          delete_quota_usage: 0,
          delete_config: config(100),
          location_search_quota_usage: 0,
          location_search_config: config(500),
        },
      ],
    });
  });

  it('change with time; a value that a step leaves out stays', async () => {
    const { call, at } = await play({
      quotas: {
        posts: [
          { at: '0s', usage: 212, total: 250 },
          { at: '3h', usage: 250 },
          { at: '4h', total: 500 },
        ],
      },
    });
    const read = async (time: string) => {
      at(time);
      return (await call(path('quota_usage,config'))).json.data[0];
    };
    expect(await read('0s')).toEqual({ quota_usage: 212, config: config(250) });
    expect(await read('2h59m')).toEqual({ quota_usage: 212, config: config(250) });
    expect(await read('3h')).toEqual({ quota_usage: 250, config: config(250) });
    expect(await read('4h')).toEqual({ quota_usage: 250, config: config(500) });
  });

  it('have a window of 24 hours, or the one that the scenario names', async () => {
    const posts = [
      { at: '0s', usage: 12, total: 25, window: '1h' },
      { at: '1h', window: '7d' },
    ];
    const { call, at } = await play({ quotas: { posts } });
    const read = async () => (await call(path('config,reply_config'))).json.data[0];
    const replies = { reply_config: config(1000) };
    expect(await read()).toEqual({ config: { quota_total: 25, quota_duration: 3_600 }, ...replies });
    at('1h');
    expect(await read()).toEqual({ config: { quota_total: 25, quota_duration: 604_800 }, ...replies });
  });

  it('answer only the requested fields', async () => {
    const { call } = await play({ quotas: { replies: [{ at: '0s', usage: 3 }] } });
    expect((await call(path('reply_quota_usage'))).json).toEqual({ data: [{ reply_quota_usage: 3 }] });
    expect((await call('/me/threads_publishing_limit')).json).toEqual({
      data: [{ quota_usage: 0, config: config(250) }],
    });
  });

  it('fail completely, with an empty body, if one pair lacks its scope', async () => {
    const { call } = await play({ quotas: { deletes: 'no-scope' } });
    for (const fields of [ALL, 'delete_config', 'quota_usage,delete_quota_usage']) {
      const response = await call(path(fields));
      expect([response.http, response.text]).toEqual([500, '']);
    }
    expect((await call(path('quota_usage,config'))).http).toBe(200);
  });

  it('refuse an unknown field', async () => {
    const { call } = await play();
    expect((await call(path('quota_usage,shoe_size'))).json.error.code).toBe(100);
  });

  it('of another user are not found', async () => {
    const { call } = await play();
    const { http, json } = await call('/v1.0/17841499999999999/threads_publishing_limit');
    expect([http, json.error.code, json.error.error_subcode]).toEqual([400, 24, 4279009]);
  });
});
