import { describe, expect, it } from 'vitest';
import { CONTAINER, OWN_ID, play } from './play.ts';

const STATUS = `/v1.0/${CONTAINER}?fields=id,status,error_message`;
const QUOTAS = '/v1.0/me/threads_publishing_limit?fields=quota_usage,config';
const USAGE = JSON.stringify({
  [OWN_ID]: [{ type: 'threads', call_count: 100, total_time: 10, estimated_time_to_regain_access: 45.5 }],
});

/** Troubles that people have had with Threads: each is served as the scenario has it. */
describe('a scenario of a trouble', () => {
  it('has one id that fails for ever, while the rest is well', async () => {
    const message = 'An unexpected error has occurred. Please retry your request later.';
    const { call, at } = await play({
      containers: {
        [CONTAINER]: [{ at: '0s', error: { code: 2, http: 500, message } }],
        '17900000000000002': [{ at: '0s', status: 'FINISHED' }],
      },
    });
    for (const time of ['0s', '23h']) {
      at(time);
      const { http, json } = await call(STATUS);
      expect([http, json.error.code, json.error.message]).toEqual([500, 2, message]);
      expect((await call('/17900000000000002')).json.status).toBe('FINISHED');
      expect((await call('/me')).http).toBe(200);
    }
  });

  it('has a limit with its usage header, for some time', async () => {
    const error = { code: 80002, http: 400, type: 'OAuthException', message: '(#80002) Too many calls' };
    const { call, at } = await play({
      faults: [
        {
          from: '1m',
          to: '50m',
          headers: { 'x-business-use-case-usage': USAGE, 'x-app-usage': '{}' },
          error,
        },
      ],
    });
    expect((await call('/me')).http).toBe(200);
    at('1m');
    const { http, json, headers } = await call('/me');
    expect([http, json.error.code, json.error.type]).toEqual([400, 80002, 'OAuthException']);
    expect(headers).toMatchObject({ 'x-business-use-case-usage': USAGE, 'x-app-usage': '{}' });
    at('50m');
    expect((await call('/me')).http).toBe(200);
  });

  it.each([
    ['debug', '/v1.0/debug_token?input_token=sandbox-token'],
    ['refresh', '/refresh_access_token?grant_type=th_refresh_token'],
    ['quotas', QUOTAS],
    ['me', '/v1.0/me?fields=id,username'],
    ['status', STATUS],
  ])('has an error of one kind of call: %s', async (only, path) => {
    const error = {
      code: 24,
      error_subcode: 4279009,
      message: 'Invalid parameter',
      error_user_title: 'Media Not Found',
      error_user_msg: 'The media cannot be found.',
      is_transient: true,
    };
    const { call } = await play({ faults: [{ only: [only], http: 403, error }] });
    const { http, json } = await call(path);
    expect(http).toBe(403);
    expect(json.error).toMatchObject(error);
    expect((await call(only === 'me' ? QUOTAS : '/me')).http).toBe(200);
  });

  it.each([
    ['refresh', '/refresh_access_token?grant_type=th_refresh_token', '{"access_token":"sandbox-token~7"}'],
    ['quotas', QUOTAS, '{"data":[{"quota_usage":12,"config":{"quota_total":25,"quota_duration":3600}}]}'],
    ['quotas', QUOTAS, '{"data":[]}'],
    ['status', STATUS, '<html>Sorry</html>'],
  ])('has a body of its own for %s', async (only, path, body) => {
    const { call } = await play({ faults: [{ only, http: 200, body }] });
    expect(await call(path)).toMatchObject({ http: 200, text: body });
  });

  it('has a token that ends after an hour, and one that is old', async () => {
    const account = { id: OWN_ID, username: 'brand' };
    const hour = await play({ accounts: [{ ...account, token: 'sandbox-token', token_life: '1h' }] });
    hour.at('59m');
    expect((await hour.call('/me')).http).toBe(200);
    hour.at('1h');
    expect((await hour.call('/me')).json.error).toMatchObject({ code: 190, error_subcode: 463 });
    const old = await play({
      accounts: [{ ...account, token: 'sandbox-token', token_life: '60d', token_age: '52d' }],
    });
    old.at('8d');
    expect((await old.call('/me')).json.error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it('has several accounts that the same fault hits', async () => {
    const { call } = await play({
      accounts: [
        { token: 'one', id: '1', username: 'brand' },
        { token: 'two', id: '2', username: 'shop' },
      ],
      faults: [{ error: { code: 4, http: 403, message: 'Application request limit reached' } }],
    });
    for (const token of ['one', 'two'])
      expect(await call('/me', { token })).toMatchObject({ http: 403, json: { error: { code: 4 } } });
  });

  it('has any status with any reason beside it', async () => {
    const steps = [
      ['finished', undefined],
      ['error', 'INVALID_DURATION'],
      ['EXPIRED', 'UNKNOWN'],
      ['REJECTED', 'Your post goes against our Community Standards'],
      ['ERROR', '2207026: Unsupported video format. Please check spec for supported codec format'],
    ];
    const { call, at } = await play({
      containers: {
        [CONTAINER]: steps.map(([status, error_message], index) => ({
          at: `${index}m`,
          status,
          error_message,
        })),
      },
    });
    await call(STATUS);
    for (const [index, [status, error_message]] of steps.entries()) {
      at(`${index}m`);
      expect((await call(STATUS)).json).toEqual({
        id: CONTAINER,
        status,
        ...(error_message && { error_message }),
      });
    }
  });

  it.each([
    [200, '{"id":"1","status_code":"FINISHED"}', 'application/json; charset=UTF-8'],
    [200, '{"data":[]}', 'application/json; charset=UTF-8'],
    [403, '<html>Blocked', 'text/html; charset=utf-8'],
    [500, '', undefined],
  ])('has one id that answers HTTP %s with %j', async (http, body, type) => {
    const { call } = await play({
      containers: { [CONTAINER]: [{ at: '0s', http, body, headers: { 'x-a': 'b' } }] },
    });
    const heard = await call(STATUS);
    expect([heard.http, heard.text, heard.headers['content-type'], heard.headers['x-a']]).toEqual([
      http,
      body,
      type,
      'b',
    ]);
    expect((await call('/me')).http).toBe(200);
    const create = { method: 'POST', body: `creation_id=${CONTAINER}` } as const;
    expect((await call('/me/threads_publish', create)).json.error).toMatchObject({ code: 24 });
  });

  it.each([3, 25, 101, 104, 200, 80_014, -1, 9999])('has the code %d with words', async (code) => {
    const { call } = await play({ faults: [{ error: { code } }] });
    const { json } = await call('/me');
    expect(json.error.code).toBe(code);
    expect(json.error.message.length).toBeGreaterThan(10);
  });
});
