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
  it('are told with time, account, container and answer', async () => {
    const { ask, at, sandbox } = await play({ containers });
    await ask(`/v1.0/${CONTAINER}?fields=id,status`);
    at('90s');
    await ask(`/v1.0/${OWN_ID}`, { token: 'wrong' });
    await ask(`/v1.0/me/threads_publish?creation_id=${CONTAINER}`, { method: 'POST' });
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
    expect((await ask('/_sandbox/calls', { token: null })).json).toEqual(calls);
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
  ])('never hold a token, as in %s', async (path) => {
    const { ask, sandbox } = await play();
    await ask(path);
    const told = decodeURIComponent(JSON.stringify(sandbox.calls));
    expect(told).toContain('***');
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain('nobody-knows');
  });

  it('can be forgotten, and are none of the control API itself', async () => {
    const { ask, sandbox } = await play();
    await ask('/me');
    expect((await ask('/_sandbox/calls', { method: 'DELETE' })).json).toEqual([]);
    expect(sandbox.calls).toEqual([]);
  });
});

describe('the scenario', () => {
  it('is told as its file would hold it', async () => {
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
    const { ask } = await play(scenario);
    expect((await ask('/_sandbox/scenario')).json).toEqual(scenario);
  });

  it('can be replaced, and its time begins anew', async () => {
    const { ask, at } = await play({ containers });
    await ask(`/${CONTAINER}`);
    at('5h');
    expect((await ask(`/${CONTAINER}`)).json.status).toBe('EXPIRED');
    const next = {
      containers,
      quotas: { posts: [{ at: '0s', usage: 7 }] },
      faults: [{ from: '1m', http: 503 }],
    };
    expect((await ask('/_sandbox/scenario', put(next))).http).toBe(200);
    expect((await ask(`/${CONTAINER}`)).json.status).toBe('FINISHED');
    expect((await ask('/me/threads_publishing_limit')).json.data[0].quota_usage).toBe(7);
    at('5h1m');
    expect((await ask('/me')).http).toBe(503);
  });

  it('stays as it is where the new one is ill-formed', async () => {
    const { ask } = await play({ containers });
    const heard = await ask(
      '/_sandbox/scenario',
      put({ containers: { [CONTAINER]: [{ at: 'soon', status: 'X' }] } }),
    );
    expect(heard.http).toBe(400);
    expect(heard.json.error).toContain('expected a duration, such as "100s"');
    expect((await ask('/_sandbox/scenario', { method: 'PUT', body: '{' })).json.error).toContain('not JSON');
    expect((await ask(`/${CONTAINER}`)).json.status).toBe('FINISHED');
  });
});

describe('a fault from now', () => {
  const add = (fault: unknown) => ({ method: 'POST', token: null, body: JSON.stringify(fault) }) as const;

  it('lasts as long as it says, before all others', async () => {
    const { ask, at } = await play({ faults: [{ http: 501 }] });
    at('1h');
    const { json } = await ask('/_sandbox/faults', add({ for: '10m', http: 503, body: '' }));
    expect(json.faults).toEqual([
      { from: '1h', to: '1h10m', http: 503, body: '' },
      { from: '0s', http: 501 },
    ]);
    expect((await ask('/me')).http).toBe(503);
    at('1h10m');
    expect((await ask('/me')).http).toBe(501);
  });

  it('can last until all are taken away', async () => {
    const { ask, at } = await play();
    await ask('/_sandbox/faults', add({ error: { code: 190 } }));
    at('100d');
    expect((await ask('/me')).json.error.code).toBe(190);
    expect((await ask('/_sandbox/faults', { method: 'DELETE' })).json.faults).toEqual([]);
    expect((await ask('/me')).http).toBe(200);
  });

  it.each([
    [{}, 'expected what happens'],
    [{ http: 99 }, 'expected an HTTP status'],
    [{ http: 500, until: '5m' }, 'unknown until'],
    [{ http: 500, account: 'nobody' }, 'such as "brand"'],
  ])('%j is refused: %s', async (fault, words) => {
    const { ask } = await play();
    const heard = await ask('/_sandbox/faults', add(fault));
    expect([heard.http, heard.json.error]).toEqual([400, expect.stringContaining(words)]);
    expect((await ask('/me')).http).toBe(200);
  });
});

describe('publishing by the control API', () => {
  const publish = { method: 'POST', token: null } as const;

  it('makes a post as another client would', async () => {
    const { ask } = await play({ containers });
    expect((await ask(`/_sandbox/publish/${CONTAINER}`, publish)).json.id).toMatch(/^\d{17}$/);
    expect((await ask(`/${CONTAINER}`)).json.status).toBe('PUBLISHED');
  });

  it('tells why it can not', async () => {
    const { ask } = await play({ containers });
    const heard = await ask('/_sandbox/publish/999', publish);
    expect([heard.http, heard.json.error]).toEqual([409, expect.stringContaining('must be FINISHED')]);
    const empty = await play({ accounts: [] });
    expect((await empty.ask('/_sandbox/publish/999', publish)).json.error).toContain('no account');
  });
});

it.each(['/_sandbox', '/_sandbox/', '/_sandbox/toString', '/_sandbox/calls/1'])(
  '%s answers what there is',
  async (path) => {
    const { ask } = await play();
    const heard = await ask(path, { token: null });
    expect([heard.http, heard.json.error]).toEqual([404, expect.stringContaining('GET /_sandbox/calls')]);
  },
);
