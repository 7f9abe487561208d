import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { play, START, TOKEN } from './play.ts';

const scenario = parseScenario({});
const clock = { now: () => START };

it.each(['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.example.com', ''])(
  'refuses to serve %j',
  async (host) => {
    await expect(startSandbox({ scenario, clock, host })).rejects.toThrow('only loopback');
  },
);

it.each([
  ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['localhost', /^http:\/\/localhost:\d+$/],
])('serves %s', async (host, url) => {
  const sandbox = await startSandbox({ scenario, clock, host });
  expect(sandbox.url).toMatch(url);
  await sandbox.close();
});

it('rejects if the port is in use', async () => {
  const { sandbox } = await play();
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ scenario, clock, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('closes at once, and only once, with open connections', async () => {
  const { call, sandbox } = await play();
  await call('/me');
  await Promise.all([sandbox.close(), sandbox.close()]);
  await expect(call('/me')).rejects.toThrow();
});

it('keeps a connection for the next call', async () => {
  const { call } = await play();
  const { headers } = await call('/me');
  expect(headers['keep-alive']).toBe('timeout=120');
});

it('refuses a body that is too large', async () => {
  const { call } = await play();
  const response = await call('/me/threads', { method: 'POST', body: 'x'.repeat(1_000_001) });
  expect([response.http, response.json.error]).toEqual([413, 'The body is too large.']);
});

it('answers any path, method and body, and keeps running', async () => {
  const { call } = await play();
  const pieces = fc.constantFrom(
    'v1.0',
    'me',
    '1',
    'threads',
    '_sandbox',
    'faults',
    '%',
    '%00',
    '..',
    '',
    '__proto__',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(pieces, { maxLength: 5 }),
      fc.webQueryParameters(),
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
      fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', 'a/b; c=d'),
      fc.oneof(fc.string(), fc.json(), fc.constant('{"__proto__":1,"fields":{"a":[]}}')),
      async (path, query, method, type, body) => {
        const response = await call(`/${path.join('/')}?${query}`, {
          method,
          headers: { 'content-type': type },
          ...(method !== 'GET' && { body }),
        });
        expect(response.http).toBeGreaterThanOrEqual(200);
        expect(response.text).not.toContain('itself failed');
      },
    ),
    { numRuns: 300, seed: 17 },
  );
  expect((await call('/me', { token: TOKEN })).http).toBe(200);
});

it.each([
  ['OPTIONS * HTTP/1.1\r\nhost: x\r\n', 500],
  ['GET http://example.com/v1.0/me HTTP/1.1\r\nhost: x\r\n', 500],
  ['GET /v1.0/me?%zz=%e0%a4%a HTTP/1.1\r\nhost: x\r\n', 500],
  ['HEAD /v1.0/me HTTP/1.1\r\nhost: x\r\n', 500],
  ['CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n', 405],
  ['GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n', 500],
  ['not http at all\r\n', 400],
])('answers %j with %d', async (head, http) => {
  const { sandbox, call } = await play();
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
  const [first] = await new Promise<Buffer[]>((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve([chunk])).once('error', reject);
    socket.write(`${head}\r\n`);
  });
  socket.destroy();
  expect(first?.toString().split('\r\n', 1)[0]).toContain(`HTTP/1.1 ${http} `);
  expect((await call('/me')).http).toBe(200);
});
