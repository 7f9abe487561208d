import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { errorOf, graphError, START, TOKEN, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const SECRET = 'planted/app+secret=1';
const CODE = 'AQBplanted/code+1';
const EXCHANGE = {
  appId: '1234',
  appSecret: SECRET,
  code: CODE,
  redirectUri: 'https://bot.example/connect/callback',
};

describe('a code', () => {
  it('is sent in a form below the host itself, and never in an address', async () => {
    let form = '';
    threads.answerBy(() => (response, request) => {
      request.on('data', (chunk: Buffer) => {
        form += chunk;
      });
      request.on('end', () => response.end(`{"access_token":"${TOKEN}","user_id":17841400000000001}`));
    });
    expect(await openApi({ auth: 'query' }).api.exchangeCode(EXCHANGE)).toEqual({ token: TOKEN });
    const [seen] = threads.requests;
    expect(seen).toMatchObject({ method: 'POST', url: '/oauth/access_token', authorization: undefined });
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      client_id: '1234',
      client_secret: SECRET,
      code: CODE,
      grant_type: 'authorization_code',
      redirect_uri: 'https://bot.example/connect/callback',
    });
  });

  it('is tried once, since it may be used up', async () => {
    threads.answer({ status: 503, body: '' });
    const error = await errorOf(openApi().api.exchangeCode(EXCHANGE));
    expect(error.message).toMatch(/^POST \/oauth\/access_token .* outage/);
    expect(threads.requests).toHaveLength(1);
  });

  it.each([{}, { access_token: 'two words' }, { access_token: 7 }])(
    'that brings %j brings no token',
    async (body) => {
      threads.answer({ body });
      expect((await errorOf(openApi().api.exchangeCode(EXCHANGE))).kind).toBe('outage');
    },
  );
});

describe('a token for an hour', () => {
  it('becomes a long-lived one', async () => {
    threads.answer({ body: { access_token: 'THAA-long', token_type: 'bearer', expires_in: 5_184_000 } });
    const grant = await openApi().api.exchangeForLongLived({ appSecret: SECRET, token: TOKEN });
    expect(grant).toEqual({ token: 'THAA-long', expiresInSeconds: 5_184_000 });
    expect(threads.requests[0]).toMatchObject({
      path: '/access_token',
      query: { grant_type: 'th_exchange_token', client_secret: SECRET },
      authorization: `Bearer ${TOKEN}`,
    });
  });
});

it('an answer that repeats what it was asked with brings nothing secret into an error', async () => {
  const { api } = openApi();
  const calls = [
    [CODE, () => api.exchangeCode(EXCHANGE)],
    [TOKEN, () => api.exchangeForLongLived({ appSecret: SECRET, token: TOKEN }, { attempts: 1 })],
  ] as const;
  for (const [credential, call] of calls) {
    const echo = `no: ${SECRET} ${credential} ${encodeURIComponent(SECRET)}`;
    for (const body of [graphError(100, undefined, echo), { error_code: 1, error_message: echo }, echo]) {
      threads.answer({ status: 400, body });
      const error = await errorOf(call());
      expect(inspect(error, { depth: 9 }) + error.apiMessage).not.toMatch(/planted/);
    }
  }
});

it('the clock of whoever answers is compared with ours, to the second', async () => {
  const { api } = openApi();
  expect(api.clockSkew()).toBeUndefined();
  threads.answer({
    body: { id: '1', username: 'brand' },
    headers: { date: new Date(START - 7 * MINUTE).toUTCString() },
  });
  await api.fetchUser({ name: 'brand', token: TOKEN });
  expect(api.clockSkew()).toBe(7 * MINUTE);
});
