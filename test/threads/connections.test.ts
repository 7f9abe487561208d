import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { MockAgent } from 'undici';
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/threads/api.ts';
import { CallEndedError } from '../../src/threads/errors.ts';
import { flushTurns } from '../support/flushTurns.ts';
import { BRAND, errorOf, ID, type Reply, TOKEN, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const FINISHED: Reply = { body: { id: ID, status: 'FINISHED' } };
const HANG: Reply = () => {};

describe('a call that brings no whole answer is an outage', () => {
  it.each<[title: string, reply: Reply]>([
    ['because the socket is closed', (response) => response.destroy()],
    [
      'because the body is cut off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"status":"FIN');
        setImmediate(() => response.destroy());
      },
    ],
    [
      'because a body without a length is cut off',
      (response) => {
        response.writeHead(200).write('{"status":"FINISHED"}');
        setImmediate(() => response.destroy());
      },
    ],
    [
      'because the body has no end',
      (response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.writeHead(200).on('drain', more);
        more();
      },
    ],
    ['because what comes is no HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('%s', async (_title, reply) => {
    threads.answer(reply);
    const { api, calls } = openApi({ attempts: 1 });
    const error = await errorOf(api.fetchContainer(BRAND, ID));
    expect(error).toMatchObject({ kind: 'outage', account: 'brand', httpStatus: undefined });
    expect(error.cause).toBeInstanceOf(Error);
    expect(calls).toMatchObject([{ outcome: 'outage' }]);
  });

  it('because nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const { api } = openApi({ apiUrl: `http://localhost:${port}`, attempts: 1 });
    const error = await errorOf(api.fetchContainer(BRAND, ID));
    expect(error).toMatchObject({ kind: 'outage', cause: { code: 'ECONNREFUSED' } });
  });

  it.each<[title: string, reply: Reply]>([
    ['because nothing comes until the deadline', HANG],
    ['because the body stops until the deadline', (response) => response.writeHead(200).write('{"status"')],
  ])('%s, which counts for each attempt', async (_title, reply) => {
    threads.answer(reply, reply, reply);
    const { api, calls } = openApi({ deadlineMs: 25, attempts: 3 });
    const begun = performance.now();
    expect(await errorOf(api.fetchContainer(BRAND, ID))).toMatchObject({ kind: 'outage' });
    expect(calls.map(({ outcome }) => outcome)).toEqual(['outage', 'outage', 'outage']);
    // One deadline for all of them would be over after the first; timers of Node can ring a millisecond early.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(3 * (25 - 1));
  });

  it('because the deadline passes although a signal is given', async () => {
    threads.answer(HANG);
    const { signal } = new AbortController();
    const error = await errorOf(openApi({ deadlineMs: 25 }).api.fetchUser(BRAND, { attempts: 1, signal }));
    expect(error).toMatchObject({ kind: 'outage', cause: { name: 'TimeoutError' } });
  });
});

describe("the caller's signal", () => {
  it('ends a call under way', async () => {
    const abort = new AbortController();
    threads.answer(() => abort.abort());
    const { api, calls } = openApi();
    const call = api.fetchContainer(BRAND, ID, { signal: abort.signal });
    await expect(call).rejects.toThrow(CallEndedError);
    await expect(call).rejects.toMatchObject({ cause: { name: 'AbortError' } });
    expect(calls).toMatchObject([{ outcome: 'ended' }]);
    expect(threads.requests).toHaveLength(1);
  });

  it("ends its own caller's calls alone, also of those that begin in one moment", async () => {
    const deferred: ServerResponse[] = [];
    const [abort, other] = [new AbortController(), new AbortController()];
    threads.answer((response) => deferred.push(response));
    const { api } = openApi();
    const ended = [1, 2].map(() => api.fetchContainer(BRAND, ID, { signal: abort.signal }));
    const outcomes = Promise.allSettled(ended);
    const going = [other.signal, undefined].map((signal) =>
      api.fetchContainer(BRAND, ID, { ...(signal && { signal }) }),
    );
    await until(() => deferred.length === 4);
    abort.abort();
    const refused = { status: 'rejected', reason: expect.any(CallEndedError) };
    expect(await outcomes).toEqual([refused, refused]);
    for (const response of deferred) response.end('{"status":"FINISHED"}');
    for (const { status } of await Promise.all(going)) expect(status).toBe('FINISHED');
  });

  it('keeps a call from being made', async () => {
    threads.answer(FINISHED);
    const { api } = openApi();
    const call = api.fetchContainer(BRAND, ID, { signal: AbortSignal.abort(new Error('going down')) });
    await expect(call).rejects.toThrow(CallEndedError);
    await expect(call).rejects.toThrow('going down');
    expect(threads.requests).toEqual([]);
  });

  it('ends a call that waits for its turn, which is then not made', async () => {
    const deferred: ServerResponse[] = [];
    const abort = new AbortController();
    threads.answer((response) => deferred.push(response));
    const { api } = openApi({ callsAtOnce: 1 });
    const first = api.fetchContainer(BRAND, ID);
    const second = expect(api.fetchContainer(BRAND, ID, { signal: abort.signal })).rejects.toThrow(
      CallEndedError,
    );
    abort.abort();
    await second;
    await until(() => deferred.length === 1);
    deferred[0]?.end('{"status":"FINISHED"}');
    expect((await first).status).toBe('FINISHED');
    threads.answer(FINISHED);
    await api.fetchContainer(BRAND, ID);
    expect(threads.requests).toHaveLength(2);
  });

  it('ends a call that backs off', async () => {
    threads.answer({ status: 500, body: '' });
    const abort = new AbortController();
    const { api } = openApi({
      retryDelay: () => {
        abort.abort();
        return 20;
      },
    });
    await expect(api.fetchContainer(BRAND, ID, { signal: abort.signal })).rejects.toThrow(CallEndedError);
    expect(threads.requests).toHaveLength(1);
  });

  it('means nothing to a call that has ended', async () => {
    threads.answer(FINISHED);
    const abort = new AbortController();
    const { api } = openApi();
    expect((await api.fetchContainer(BRAND, ID, { signal: abort.signal })).status).toBe('FINISHED');
    abort.abort();
  });
});

describe('connections', () => {
  it('are kept and used again', async () => {
    threads.answer(FINISHED);
    const { api } = openApi();
    for (let check = 0; check < 20; check++) await api.fetchContainer(BRAND, ID);
    expect(threads.requests).toHaveLength(20);
    // A call made in the very moment in which the last one ends finds its connection not quite free.
    expect(threads.connections()).toBeLessThanOrEqual(2);
  });

  it('are used again after an error, too', async () => {
    threads.answer({ status: 400, body: { error: { code: 24 } } }, FINISHED);
    const { api } = openApi();
    await errorOf(api.fetchContainer(BRAND, ID));
    await flushTurns(1);
    await api.fetchContainer(BRAND, ID);
    expect(threads.connections()).toBe(1);
  });

  it('carry no more calls of an account at once than allowed, and those of others beside them', async () => {
    const deferred: ServerResponse[] = [];
    threads.answer((response) => deferred.push(response));
    const { api } = openApi({ callsAtOnce: 3 });
    const check = (account: Credentials) => Array.from({ length: 5 }, () => api.fetchContainer(account, ID));
    const checks = check(BRAND);
    await until(() => deferred.length === 3);
    checks.push(...check({ name: 'shop', token: 'THAAshop' }));
    await until(() => deferred.length === 6);
    await flushTurns(20);
    expect(deferred).toHaveLength(6);
    threads.answer(FINISHED);
    for (const response of deferred) response.end('{"status":"FINISHED"}');
    await Promise.all(checks);
    expect(threads.requests).toHaveLength(10);
  });

  it('are left for the jobs however many calls people wait for', async () => {
    const deferred: ServerResponse[] = [];
    threads.answer((response) => deferred.push(response));
    const { api } = openApi();
    const accounts = Array.from({ length: 20 }, (_, index) => ({ name: `a${index}`, token: TOKEN }));
    const calls = accounts.flatMap((account) =>
      Array.from({ length: 5 }, () => api.fetchUser(account, { for: 'person' })),
    );
    await until(() => deferred.length === 8);
    calls.push(api.fetchUser(BRAND));
    await until(() => deferred.length === 9);
    expect(threads.requests).toHaveLength(9);
    threads.answer({ body: { id: '1', username: 'brand' } });
    for (const response of deferred) response.end('{"id":"1","username":"brand"}');
    await Promise.all(calls);
  });

  it('are closed once the calls under way have ended; later calls are refused', async () => {
    threads.answer(FINISHED);
    const { api } = openApi();
    const check = api.fetchContainer(BRAND, ID);
    await until(() => threads.requests.length === 1);
    const closed = Promise.all([api.close(), api.close()]);
    expect((await check).status).toBe('FINISHED');
    await closed;
    expect((await errorOf(api.fetchContainer(BRAND, ID))).kind).toBe('outage');
  });

  it('can be made by a dispatcher that is handed in, and is not closed', async () => {
    const origin = 'https://graph.threads.net';
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent.get(origin).intercept({ path: '/' }).reply(204);
    agent
      .get(origin)
      .intercept({ path: '/v1.0/me?fields=id,username', headers: { authorization: `Bearer ${TOKEN}` } })
      .reply(200, { id: '1', username: 'brand' });
    const { api } = openApi({ apiUrl: origin, dispatcher: agent });
    expect(await api.fetchUser(BRAND)).toEqual({ id: '1', username: 'brand' });
    await api.close();
    expect(await agent.request({ origin, path: '/', method: 'GET' })).toMatchObject({ statusCode: 204 });
    await agent.close();
  });
});

/** Lets the event loop turn until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await flushTurns(1);
}
