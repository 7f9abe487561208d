import { describe, expect, it } from 'vitest';
import { CONTAINER, OWN_ID, play, START, TOKEN } from './play.ts';

const scenario = { containers: { [CONTAINER]: [{ at: '0s', status: 'FINISHED' }] } };

const ROUTES = [
  ['GET', `/${CONTAINER}?fields=id,status`, { id: CONTAINER, status: 'FINISHED' }],
  ['GET', '/me?fields=id,username', { id: OWN_ID, username: 'brand' }],
  ['GET', `/${OWN_ID}?fields=id,username`, { id: OWN_ID, username: 'brand' }],
  ['GET', '/me/threads_publishing_limit?fields=quota_usage', { data: [{ quota_usage: 0 }] }],
  ['GET', `/${OWN_ID}/threads_publishing_limit?fields=quota_usage`, { data: [{ quota_usage: 0 }] }],
  [
    'GET',
    '/refresh_access_token?grant_type=th_refresh_token',
    { access_token: `${TOKEN}~1`, token_type: 'bearer', expires_in: 5_184_000 },
  ],
  ['POST', '/me/threads?media_type=TEXT&text=hello', { id: '17900000000000002' }],
  ['POST', `/${OWN_ID}/threads?media_type=TEXT&text=hello`, { id: '17900000000000002' }],
  ['POST', `/me/threads_publish?creation_id=${CONTAINER}`, { id: '18000000000000001' }],
  ['POST', `/${OWN_ID}/threads_publish?creation_id=${CONTAINER}`, { id: '18000000000000001' }],
] as const;

describe.each(['/v1.0', ''])('with the prefix %j', (prefix) => {
  it.each(ROUTES)('%s %s accepts a bearer token', async (method, path, answer) => {
    const { call } = await play(scenario);
    const response = await call(prefix + path, { method });
    expect([response.http, response.json]).toEqual([200, answer]);
  });

  it.each(ROUTES)('%s %s accepts access_token', async (method, path, answer) => {
    const { call } = await play(scenario);
    const response = await call(`${prefix}${path}&access_token=${TOKEN}`, { method, token: null });
    expect([response.http, response.json]).toEqual([200, answer]);
  });
});

describe('a token', () => {
  it.each([
    ['missing', null],
    ['unknown', 'another'],
    ['incomplete', 'sandbox-toke'],
  ])('that is %s is refused like Threads does', async (_, token) => {
    const { call } = await play(scenario);
    const response = await call('/v1.0/me', { token });
    expect(response.http).toBe(500);
    expect(response.json.error).toEqual({
      message: expect.stringContaining('Invalid OAuth access token'),
      type: 'THApiException',
      code: 190,
      is_transient: false,
      fbtrace_id: 'ASandbox000000000000001',
    });
  });

  it('may be a form field', async () => {
    const { call } = await play(scenario);
    const response = await call('/v1.0/me/threads', {
      method: 'POST',
      token: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `media_type=TEXT&text=hello&access_token=${TOKEN}`,
    });
    expect(response.http).toBe(200);
  });

  it('still works after a refresh, and so does the new one, even after a restart', async () => {
    const { call, sandbox } = await play(scenario);
    const { json } = await call('/refresh_access_token?grant_type=th_refresh_token');
    const again = await call('/refresh_access_token?grant_type=th_refresh_token', {
      token: json.access_token,
    });
    expect(again.json.access_token).toBe(`${TOKEN}~2`);
    const restarted = await play(scenario);
    expect((await restarted.call('/me', { token: json.access_token })).json.id).toBe(OWN_ID);
    expect((await call('/me')).http).toBe(200);
    expect(JSON.stringify(sandbox.calls)).not.toContain(TOKEN);
  });

  it('is refreshed only with its grant type', async () => {
    const { call } = await play(scenario);
    expect((await call('/refresh_access_token')).json.error.code).toBe(100);
  });

  it('identifies its account', async () => {
    const { call, sandbox } = await play({
      accounts: [
        { token: 'one', id: '17841400000000001', username: 'first' },
        { token: 'two', id: '17841400000000002', username: 'second' },
      ],
    });
    expect((await call('/me?fields=username', { token: 'two' })).json.username).toBe('second');
    const other = await call('/17841400000000001/threads_publishing_limit', { token: 'two' });
    expect(other.json.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    expect((await call('/17841400000000001', { token: 'two' })).json.error.code).toBe(24);
    expect(sandbox.calls.map((call) => call.account)).toEqual(['second', 'second', 'second']);
  });
});

describe('an unknown path', () => {
  it.each([
    ['GET', '/v1.0/nobody', 2500],
    ['GET', '/v2.0/me', 2500],
    ['GET', '/', 2500],
    ['GET', '/v1.0/me/threads/more', 2500],
    ['GET', '/v1.0/me/toString', 2500],
    ['DELETE', `/v1.0/${CONTAINER}`, 100],
    ['GET', '/v1.0/me/threads_publish', 100],
    ['GET', '/v1.0/me?fields=id,shoe_size', 100],
  ] as const)('%s %s is an error with code %d', async (method, path, code) => {
    const { call } = await play(scenario);
    expect((await call(path, { method })).json.error.code).toBe(code);
  });
});

it('every answer contains the used share of the call budget', async () => {
  const { call, at } = await play(scenario);
  const readCount = async () => {
    const { headers } = await call('/me');
    return JSON.parse(String(headers['x-business-use-case-usage']));
  };
  expect(await readCount()).toEqual({
    [OWN_ID]: [
      { type: 'threads', call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 },
    ],
  });
  for (let count = 0; count < 500; count += 1) await call('/me');
  expect((await readCount())[OWN_ID][0].call_count).toBe(2);
  at('25h');
  expect((await readCount())[OWN_ID][0].call_count).toBe(1);
});

describe('a token that expires', () => {
  const REFRESH = '/refresh_access_token?grant_type=th_refresh_token';
  const ending = {
    accounts: [{ token: TOKEN, id: OWN_ID, username: 'brand', token_life: '60d', grant_life: '90d' }],
  };

  it('is refused after its lifetime; a refreshed one has its own lifetime', async () => {
    const { call, at } = await play(ending);
    at('55d');
    const { json } = await call(REFRESH);
    expect(json).toMatchObject({ expires_in: 60 * 24 * 60 * 60 });
    at('61d');
    expect((await call('/me')).json.error).toMatchObject({ code: 190, error_subcode: 463 });
    expect((await call('/me', { token: json.access_token })).http).toBe(200);
  });

  it('can not be refreshed before it is a day old', async () => {
    const { call, at } = await play(ending);
    expect((await call(REFRESH)).json.error.code).toBe(100);
    at('24h');
    expect((await call(REFRESH)).http).toBe(200);
  });

  it('is refused when the permission ends, however often it was refreshed', async () => {
    const { call, at } = await play(ending);
    at('50d');
    const { json } = await call(REFRESH);
    at('90d');
    expect((await call('/me', { token: json.access_token })).json.error.code).toBe(190);
  });

  it('can be inspected with its own account only, and is not listed in the calls', async () => {
    const { call, sandbox } = await play(ending);
    const start = START / 1_000;
    const { json } = await call(`/debug_token?input_token=${TOKEN}`);
    expect(json.data).toMatchObject({
      is_valid: true,
      issued_at: start,
      expires_at: start + 60 * 86_400,
      data_access_expires_at: start + 90 * 86_400,
      user_id: OWN_ID,
    });
    expect((await call('/debug_token?input_token=another')).json.data).toEqual({
      is_valid: false,
      scopes: [],
    });
    expect((await call('/debug_token')).json.error.code).toBe(100);
    expect(JSON.stringify(sandbox.calls)).not.toContain(TOKEN);
  });
});
