import { describe, expect, it } from 'vitest';
import { CONTAINER, OWN_ID, play } from './play.ts';

const containers = { [CONTAINER]: [{ at: '0s', status: 'FINISHED' }] };

describe('a fault', () => {
  it.each([
    ['', undefined],
    ['<html>Sorry</html>', 'text/html; charset=utf-8'],
    ['{"error_message":"odd","error_code":1}', 'application/json; charset=UTF-8'],
    ['{ "half": ', 'application/json; charset=UTF-8'],
  ])('sends the body %j as it stands', async (body, type) => {
    const { ask, sandbox } = await play({ faults: [{ from: '0s', to: '1h', http: 503, body }] });
    const { http, text, headers } = await ask('/me');
    expect([http, text, headers['content-type']]).toEqual([503, body, type]);
    expect(sandbox.calls.map((call) => call.http)).toEqual([503]);
  });

  it('begins at its first moment and has ended at its last', async () => {
    const { ask, at } = await play({ faults: [{ from: '2h', to: '2h10m', http: 500, body: '' }] });
    const heard: Record<string, number> = {};
    for (const time of ['0s', '119m59s', '2h', '2h9m59s', '2h10m']) {
      at(time);
      heard[time] = (await ask('/me')).http;
    }
    expect(heard).toEqual({ '0s': 200, '119m59s': 200, '2h': 500, '2h9m59s': 500, '2h10m': 200 });
  });

  it('words an error as a container does', async () => {
    const { ask } = await play({ faults: [{ error: { code: 190, error_subcode: 463 } }] });
    const { http, json } = await ask('/me');
    expect([http, json.error.code, json.error.type]).toEqual([500, 190, 'THApiException']);
    expect(json.error.message).toContain('Session has expired');
  });

  it('can throttle, in the words and headers of Threads', async () => {
    const { ask } = await play({
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
    const { http, headers, json } = await ask('/me');
    expect([http, json.error.code]).toEqual([429, 4]);
    expect(headers).toMatchObject({ 'retry-after': '120', 'x-app-usage': '{}' });
    expect(headers).not.toHaveProperty('x-business-use-case-usage');
  });

  it('can add headers to the normal answer, in place of those that it has', async () => {
    const { ask } = await play({
      faults: [{ headers: { 'X-Business-Use-Case-Usage': '{}', 'x-more': '1' } }],
    });
    const { http, headers, json } = await ask('/me');
    expect([http, json.id]).toEqual([200, OWN_ID]);
    expect(headers).toMatchObject({ 'x-business-use-case-usage': '{}', 'x-more': '1' });
  });

  it('can hit one kind of call, or several', async () => {
    const { ask } = await play({
      containers,
      faults: [
        { only: 'me', http: 501 },
        { only: ['status', 'quotas'], http: 502 },
      ],
    });
    const hear = async (path: string) => (await ask(path)).http;
    expect(await hear('/me')).toBe(501);
    expect(await hear(`/${CONTAINER}`)).toBe(502);
    expect(await hear('/me/threads_publishing_limit')).toBe(502);
    expect(await hear('/refresh_access_token?grant_type=th_refresh_token')).toBe(200);
  });

  it('can hit one account', async () => {
    const { ask } = await play({
      accounts: [
        { token: 'one', id: '1', username: 'first' },
        { token: 'two', id: '2', username: 'second' },
      ],
      faults: [{ account: 'second', error: { code: 190 } }],
    });
    expect((await ask('/me', { token: 'one' })).http).toBe(200);
    expect((await ask('/me', { token: 'two' })).http).toBe(500);
  });

  it('gives way to one that stands before it', async () => {
    const { ask, at } = await play({ faults: [{ to: '1h', http: 501 }, { http: 502 }] });
    expect((await ask('/me')).http).toBe(501);
    at('1h');
    expect((await ask('/me')).http).toBe(502);
  });

  it('can cut the connection', async () => {
    const { ask, sandbox } = await play({ faults: [{ drop: true }] });
    await expect(ask('/me')).rejects.toThrow();
    expect(sandbox.calls).toMatchObject([{ path: '/me', http: 0 }]);
  });

  it('can leave a call hanging, until the sandbox closes', async () => {
    const { ask, sandbox } = await play({ faults: [{ hang: true }] });
    const hanging = expect(ask('/me')).rejects.toThrow();
    await expect.poll(() => sandbox.calls.length).toBe(1);
    await sandbox.close();
    await hanging;
  });

  it('can delay an answer without changing it', async () => {
    const { ask } = await play({ faults: [{ delay: '0.05s' }] });
    const start = performance.now();
    expect((await ask('/me')).http).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(45);
  });
});
