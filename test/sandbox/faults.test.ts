import { describe, expect, it } from 'vitest';
import { CONTAINER, OWN_ID, play } from './play.ts';

const containers = { [CONTAINER]: [{ at: '0s', status: 'FINISHED' }] };

describe('a fault', () => {
  it.each([
    ['', undefined],
    ['<html>Sorry</html>', 'text/html; charset=utf-8'],
    ['{"error_message":"odd","error_code":1}', 'application/json; charset=UTF-8'],
    ['{ "half": ', 'application/json; charset=UTF-8'],
  ])('sends the body %j unchanged', async (body, type) => {
    const { call, sandbox } = await play({ faults: [{ from: '0s', to: '1h', http: 503, body }] });
    const { http, text, headers } = await call('/me');
    expect([http, text, headers['content-type']]).toEqual([503, body, type]);
    expect(sandbox.calls.map((call) => call.http)).toEqual([503]);
  });

  it('includes its start time and excludes its end time', async () => {
    const { call, at } = await play({ faults: [{ from: '2h', to: '2h10m', http: 500, body: '' }] });
    const response: Record<string, number> = {};
    for (const time of ['0s', '119m59s', '2h', '2h9m59s', '2h10m']) {
      at(time);
      response[time] = (await call('/me')).http;
    }
    expect(response).toEqual({ '0s': 200, '119m59s': 200, '2h': 500, '2h9m59s': 500, '2h10m': 200 });
  });

  it('writes an error like a container does', async () => {
    const { call } = await play({ faults: [{ error: { code: 190, error_subcode: 463 } }] });
    const { http, json } = await call('/me');
    expect([http, json.error.code, json.error.type]).toEqual([500, 190, 'THApiException']);
    expect(json.error.message).toContain('Session has expired');
  });

  it('can limit calls with the error and headers of Threads', async () => {
    const { call } = await play({
      faults: [
        {
          from: '0s',
          to: '1h',
          error: { code: 4 },
          http: 429,
          headers: { 'Retry-After': '120', 'x-app-usage': '{}' },
        },
      ],
    });
    const { http, headers, json } = await call('/me');
    expect([http, json.error.code]).toEqual([429, 4]);
    expect(headers).toMatchObject({ 'retry-after': '120', 'x-app-usage': '{}' });
    expect(headers).not.toHaveProperty('x-business-use-case-usage');
  });

  it('can add and replace headers of the normal answer', async () => {
    const { call } = await play({
      faults: [{ headers: { 'X-Business-Use-Case-Usage': '{}', 'x-more': '1' } }],
    });
    const { http, headers, json } = await call('/me');
    expect([http, json.id]).toEqual([200, OWN_ID]);
    expect(headers).toMatchObject({ 'x-business-use-case-usage': '{}', 'x-more': '1' });
  });

  it('can be limited to one or several kinds of calls', async () => {
    const { call } = await play({
      containers,
      faults: [
        { only: 'me', http: 501 },
        { only: ['status', 'quotas'], http: 502 },
      ],
    });
    const fetchStatus = async (path: string) => (await call(path)).http;
    expect(await fetchStatus('/me')).toBe(501);
    expect(await fetchStatus(`/${CONTAINER}`)).toBe(502);
    expect(await fetchStatus('/me/threads_publishing_limit')).toBe(502);
    expect(await fetchStatus('/refresh_access_token?grant_type=th_refresh_token')).toBe(200);
  });

  it('can be limited to one account', async () => {
    const { call } = await play({
      accounts: [
        { token: 'one', id: '1', username: 'first' },
        { token: 'two', id: '2', username: 'second' },
      ],
      faults: [{ account: 'second', error: { code: 190 } }],
    });
    expect((await call('/me', { token: 'one' })).http).toBe(200);
    expect((await call('/me', { token: 'two' })).http).toBe(500);
  });

  it('applies only if no earlier one in the list does', async () => {
    const { call, at } = await play({ faults: [{ to: '1h', http: 501 }, { http: 502 }] });
    expect((await call('/me')).http).toBe(501);
    at('1h');
    expect((await call('/me')).http).toBe(502);
  });

  it('can close the connection', async () => {
    const { call, sandbox } = await play({ faults: [{ drop: true }] });
    await expect(call('/me')).rejects.toThrow();
    expect(sandbox.calls).toMatchObject([{ path: '/me', http: 0 }]);
  });

  it('can leave a call hanging, until the sandbox closes', async () => {
    const { call, sandbox } = await play({ faults: [{ hang: true }] });
    const hanging = expect(call('/me')).rejects.toThrow();
    await expect.poll(() => sandbox.calls.length).toBe(1);
    await sandbox.close();
    await hanging;
  });

  it('can delay an answer without changing it', async () => {
    const { call } = await play({ faults: [{ delay: '0.05s' }] });
    const start = performance.now();
    expect((await call('/me')).http).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(45);
  });
});
