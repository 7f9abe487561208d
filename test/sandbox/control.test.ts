import { describe, expect, it } from 'vitest';
import { CONTAINER, OWN_ID, play, TOKEN } from './play.ts';

const containers = {
  [CONTAINER]: [
    { at: '0s', status: 'FINISHED' },
    { at: '1h', status: 'EXPIRED' },
  ],
};
const put = (scenario: unknown) => ({ method: 'PUT', token: null, body: JSON.stringify(scenario) }) as const;

describe('the calls', () => {
  it('are listed with time, account, container and status', async () => {
    const { call, at, sandbox } = await play({ containers });
    await call(`/v1.0/${CONTAINER}?fields=id,status`);
    at('90s');
    await call(`/v1.0/${OWN_ID}`, { token: 'wrong' });
    await call(`/v1.0/me/threads_publish?creation_id=${CONTAINER}`, { method: 'POST' });
    const calls = [
      {
        at: '2026-11-24T08:00:00.000Z',
        method: 'GET',
        path: `/v1.0/${CONTAINER}?fields=id,status`,
        container: CONTAINER,
        account: 'brand',
        http: 200,
      },
      {
        at: '2026-11-24T08:01:30.000Z',
        method: 'GET',
        path: `/v1.0/${OWN_ID}`,
        container: OWN_ID,
        http: 500,
      },
      {
        at: '2026-11-24T08:01:30.000Z',
        method: 'POST',
        path: `/v1.0/me/threads_publish?creation_id=${CONTAINER}`,
        account: 'brand',
        http: 200,
      },
    ];
    expect((await call('/_sandbox/calls', { token: null })).json).toEqual(calls);
    expect(sandbox.calls).toEqual(calls);
  });

  it.each([
    `/v1.0/me?access_token=${TOKEN}`,
    `/v1.0/me?access_token=${TOKEN}~3&fields=id`,
    '/v1.0/me?access_token=a-token-nobody-knows',
    `/v1.0/me?access%5Ftoken=${TOKEN}`,
    `/v1.0/me?fields=${TOKEN}`,
    `/v1.0/me?${TOKEN}`,
    `/v1.0/${TOKEN}`,
    '/v1.0/sandbox%2Dtoken',
    '/v1.0/me?note=sandbox%2Dtoken',
    '/v1.0/me?client_secret=a-token-nobody-knows',
  ])('never contain a token, as in %s', async (path) => {
    const { call, sandbox } = await play();
    await call(path);
    const listed = decodeURIComponent(JSON.stringify(sandbox.calls));
    expect(listed).toContain('***');
    expect(listed).not.toContain(TOKEN);
    expect(listed).not.toContain('nobody-knows');
  });

  it('can be cleared, and do not include calls of the control API', async () => {
    const { call, sandbox } = await play();
    await call('/me');
    expect((await call('/_sandbox/calls', { method: 'DELETE' })).json).toEqual([]);
    expect(sandbox.calls).toEqual([]);
  });
});

describe('the scenario', () => {
  it('is returned as JSON like its file', async () => {
    const scenario = {
      accounts: [{ token: 'one', id: '1', username: 'first' }],
      containers: {
        [CONTAINER]: [
          { at: '2h10m', status: 'FINISHED' },
          { at: '24h', error: { code: 24 } },
        ],
      },
      quotas: { posts: [{ at: '0s', usage: 1 }], deletes: 'no-scope' },
      faults: [{ from: '1m30s', to: '1h', http: 500, body: '' }],
    };
    const { call } = await play(scenario);
    expect((await call('/_sandbox/scenario')).json).toEqual(scenario);
  });

  it('can be replaced, which starts its time again', async () => {
    const { call, at } = await play({ containers });
    await call(`/${CONTAINER}`);
    at('5h');
    expect((await call(`/${CONTAINER}`)).json.status).toBe('EXPIRED');
    const next = {
      containers,
      quotas: { posts: [{ at: '0s', usage: 7 }] },
      faults: [{ from: '1m', http: 503 }],
    };
    expect((await call('/_sandbox/scenario', put(next))).http).toBe(200);
    expect((await call(`/${CONTAINER}`)).json.status).toBe('FINISHED');
    expect((await call('/me/threads_publishing_limit')).json.data[0].quota_usage).toBe(7);
    at('5h1m');
    expect((await call('/me')).http).toBe(503);
  });

  it('stays if the new one is not valid', async () => {
    const { call } = await play({ containers });
    const response = await call(
      '/_sandbox/scenario',
      put({ containers: { [CONTAINER]: [{ at: 'soon', status: 'X' }] } }),
    );
    expect(response.http).toBe(400);
    expect(response.json.error).toContain('expected a duration, such as "100s"');
    expect((await call('/_sandbox/scenario', { method: 'PUT', body: '{' })).json.error).toContain('not JSON');
    expect((await call(`/${CONTAINER}`)).json.status).toBe('FINISHED');
  });
});

describe('a fault from now', () => {
  const add = (fault: unknown) => ({ method: 'POST', token: null, body: JSON.stringify(fault) }) as const;

  it('applies before all others, and ends after its duration', async () => {
    const { call, at } = await play({ faults: [{ http: 501 }] });
    at('1h');
    const { json } = await call('/_sandbox/faults', add({ for: '10m', http: 503, body: '' }));
    expect(json.faults).toEqual([
      { from: '1h', to: '1h10m', http: 503, body: '' },
      { from: '0s', http: 501 },
    ]);
    expect((await call('/me')).http).toBe(503);
    at('1h10m');
    expect((await call('/me')).http).toBe(501);
  });

  it('can last until all faults are removed', async () => {
    const { call, at } = await play();
    await call('/_sandbox/faults', add({ error: { code: 190 } }));
    at('100d');
    expect((await call('/me')).json.error.code).toBe(190);
    expect((await call('/_sandbox/faults', { method: 'DELETE' })).json.faults).toEqual([]);
    expect((await call('/me')).http).toBe(200);
  });

  it.each([
    [{}, 'expected what happens'],
    [{ http: 99 }, 'expected an HTTP status'],
    [{ http: 500, until: '5m' }, 'unknown until'],
    [{ http: 500, account: 'nobody' }, 'such as "brand"'],
  ])('%j is refused: %s', async (fault, words) => {
    const { call } = await play();
    const response = await call('/_sandbox/faults', add(fault));
    expect([response.http, response.json.error]).toEqual([400, expect.stringContaining(words)]);
    expect((await call('/me')).http).toBe(200);
  });
});

describe('publishing by the control API', () => {
  const publish = { method: 'POST', token: null } as const;

  it('publishes as another client would', async () => {
    const { call } = await play({ containers });
    expect((await call(`/_sandbox/publish/${CONTAINER}`, publish)).json.id).toMatch(/^\d{17}$/);
    expect((await call(`/${CONTAINER}`)).json.status).toBe('PUBLISHED');
  });

  it('says why it can not publish', async () => {
    const { call } = await play({ containers });
    const response = await call('/_sandbox/publish/999', publish);
    expect([response.http, response.json.error]).toEqual([409, expect.stringContaining('must be FINISHED')]);
    const empty = await play({ accounts: [] });
    expect((await empty.call('/_sandbox/publish/999', publish)).json.error).toContain('no account');
  });
});

it.each(['/_sandbox', '/_sandbox/', '/_sandbox/toString', '/_sandbox/calls/1'])(
  '%s answers with the list of actions',
  async (path) => {
    const { call } = await play();
    const response = await call(path, { token: null });
    expect([response.http, response.json.error]).toEqual([
      404,
      expect.stringContaining('GET /_sandbox/calls'),
    ]);
  },
);
