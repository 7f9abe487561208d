import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/threads/createRedactor.ts';
import { CallEndedError } from '../../src/threads/errors.ts';
import { redactError } from '../../src/threads/redactError.ts';
import {
  BRAND,
  errorOf,
  graphError,
  ID,
  type Reply,
  TOKEN,
  useApi,
  useScriptedThreads,
} from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const FINISHED: Reply = { body: { id: ID, status: 'FINISHED' } };
const ENCODED = encodeURIComponent(TOKEN);

describe('the token', () => {
  it('travels in the Authorization header, and not in the URL', async () => {
    threads.answer(FINISHED);
    await openApi().api.fetchContainer(BRAND, ID);
    expect(threads.requests[0]?.authorization).toBe(`Bearer ${TOKEN}`);
    expect(threads.requests[0]?.url).toBe(`/v1.0/${ID}?fields=id,status,error_message`);
  });

  it('travels in the URL, and in no header, where Threads refuses the header', async () => {
    threads.answer(FINISHED);
    await openApi({ auth: 'query' }).api.fetchContainer(BRAND, ID);
    expect(threads.requests[0]?.authorization).toBeUndefined();
    expect(threads.requests[0]?.query).toEqual({ fields: 'id,status,error_message', access_token: TOKEN });
  });

  it.each(['', ' ', 'THAA\nx', 'THAA x', 'THÄÄ'])('of %j is refused before any call', async (token) => {
    const error = await errorOf(openApi().api.fetchUser({ name: 'brand', token }));
    expect(error).toMatchObject({ kind: 'token', account: 'brand' });
    expect(threads.requests).toEqual([]);
  });
});

describe('no error holds the token', () => {
  const echo = `Malformed access token ${TOKEN} in /me?access_token=${ENCODED}`;

  it.each<[title: string, reply: Reply]>([
    ["Threads repeats it in an error's text", { status: 400, body: graphError(190, undefined, echo) }],
    [
      'Threads repeats it with escapes',
      { status: 400, body: JSON.stringify(graphError(190, undefined, echo)).replaceAll('/', '\\/') },
    ],
    ['Threads repeats it as the trace', { status: 500, body: { error: { code: 1, fbtrace_id: TOKEN } } }],
    ['a proxy repeats it in HTML', { status: 502, body: `<html>${echo}</html>` }],
    ['the OAuth form repeats it', { status: 400, body: { error_message: echo, error_code: 190 } }],
    ['a redirect repeats it', { status: 302, headers: { location: `/?access_token=${ENCODED}` } }],
    [
      'what comes is no HTTP and repeats it',
      (response) => response.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${echo}\r\n\r\n`),
    ],
    ['the socket is cut', (response) => response.destroy()],
    ['nothing comes', () => {}],
  ])('where %s', async (_title, reply) => {
    threads.answer(reply);
    for (const auth of ['header', 'query'] as const) {
      const { api } = openApi({ auth, attempts: 1, deadlineMs: 25 });
      for (const call of [api.fetchContainer(BRAND, ID), api.fetchUser(BRAND), api.fetchQuotas(BRAND)]) {
        expectNoToken(await errorOf(call));
      }
    }
  });

  it("where the caller's reason holds it", async () => {
    const signal = AbortSignal.abort(new Error(echo, { cause: TOKEN }));
    const error = await openApi()
      .api.fetchUser(BRAND, { signal })
      .catch((reason: unknown) => reason);
    if (!(error instanceof CallEndedError)) throw error;
    expectNoToken(error);
  });

  it('nor does a reading, where Threads repeats it', async () => {
    threads.answer({ body: { id: ID, status: 'ERROR', error_message: `could not fetch ?t=${TOKEN}` } });
    expect((await openApi().api.fetchContainer(BRAND, ID)).errorMessage).toBe('could not fetch ?t=[token]');
  });
});

describe('a fault of the network', () => {
  const redact = createRedactor(TOKEN);

  it('is copied with its name, code and redacted message alone', () => {
    const fault = Object.assign(new TypeError(`bad ${ENCODED}`, { cause: TOKEN }), {
      code: 'ESOME',
      path: TOKEN,
    });
    const copy = redactError(fault, redact);
    expect(copy).toMatchObject({ name: 'TypeError', code: 'ESOME', message: 'bad [token]' });
    expectNoToken(copy);
  });

  it.each<[title: string, fault: unknown, message: string]>([
    ['several in one', new AggregateError([new Error('first'), new Error('second')]), 'first'],
    ['several of none', new AggregateError([], 'none'), 'none'],
    ['no error', TOKEN, '[token]'],
    ['nothing', undefined, 'undefined'],
  ])('that is %s is copied', (_title, fault, message) =>
    expect(redactError(fault, redact).message).toBe(message),
  );
});

/** Everything that can be printed of an error, hidden properties and stack included. */
function expectNoToken(error: Error): void {
  const all =
    inspect(error, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(error) + error.stack;
  for (const form of [TOKEN, ENCODED, TOKEN.replaceAll('/', '\\/')]) expect(all).not.toContain(form);
}
