import { describe, expect, it } from 'vitest';
import { OWN_ID, type Play, play, TOKEN } from './play.ts';

const CALLBACK = 'http://127.0.0.1:9/connect/callback';
const APP = { client_id: '1234', redirect_uri: CALLBACK };
const LINK = { ...APP, scope: 'threads_basic,threads_delete', response_type: 'code', state: 'st/at+e' };

function write(params: Readonly<Record<string, string>>): string {
  return new URLSearchParams(params).toString();
}

/** Makes a choice on the consent page. @returns the redirect URL */
async function choose({ call }: Play, choice: Readonly<Record<string, string>>): Promise<URL> {
  const { http, headers } = await call(`/oauth/authorize?${write({ ...LINK, ...choice })}`, { token: null });
  const { location } = headers;
  expect(http).toBe(302);
  return new URL(String(location));
}

function exchange({ call }: Play, params: Readonly<Record<string, string>>) {
  return call('/oauth/access_token', {
    method: 'POST',
    token: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: write({ ...APP, client_secret: 'shh', grant_type: 'authorization_code', ...params }),
  });
}

async function connect(story: Play): Promise<string> {
  const code = (await choose(story, { account: 'brand', allow: '1' })).searchParams.get('code') ?? '';
  return (await exchange(story, { code })).json.access_token;
}

const exchangeToken = (story: Play, token: string, query = '&client_secret=shh') =>
  story.call(`/access_token?grant_type=th_exchange_token${query}`, { token });

describe('the consent page', () => {
  it('shows the accounts, keeps the parameters of the link, and escapes them', async () => {
    const { call } = await play({ accounts: [{ token: 't1', id: '1', username: '<b>&"' }] });
    const { http, headers, text } = await call(`/oauth/authorize?${write({ ...LINK, scope: '<script>' })}`, {
      token: null,
    });
    expect(http).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('value="&lt;b&gt;&amp;&quot;"');
    expect(text).toContain('name="state" value="st/at+e"');
    expect(text).not.toMatch(/<script|<b>/);
  });

  it('redirects with a code and the same state', async () => {
    const { origin, pathname, searchParams } = await choose(await play(), { account: 'brand', allow: '1' });
    expect(origin + pathname).toBe(CALLBACK);
    expect(Object.fromEntries(searchParams)).toEqual({ code: expect.any(String), state: 'st/at+e' });
  });

  it('redirects with an error if the person denies', async () => {
    const { searchParams } = await choose(await play(), { account: 'brand', allow: '0' });
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'st/at+e' });
    expect(searchParams.has('code')).toBe(false);
  });

  it.each([
    ['client_id', ''],
    ['redirect_uri', 'javascript:alert(1)'],
    ['response_type', 'token'],
    ['account', 'nobody'],
  ])('refuses a link whose %s is %j', async (name, value) => {
    const { call } = await play();
    const link = write({ ...LINK, account: 'brand', allow: '1', [name]: value });
    const { http, headers } = await call(`/oauth/authorize?${link}`);
    expect(http).toBe(400);
    expect(Object.keys(headers)).not.toContain('location');
  });
});

describe('a code', () => {
  it('is exchanged once for a token of one hour; the user id is a number above 2^53', async () => {
    const story = await play();
    const code = (await choose(story, { account: 'brand', allow: '1' })).searchParams.get('code') ?? '';
    const first = await exchange(story, { code });
    expect(first.text).toBe(`{"access_token":"${first.json.access_token}","user_id":${OWN_ID}}`);
    const me = { token: first.json.access_token };
    expect((await story.call('/me?fields=username', me)).json.username).toBe('brand');
    const again = await exchange(story, { code });
    expect([again.http, again.json]).toEqual([400, expect.objectContaining({ error_code: 100 })]);
    story.at('1h');
    expect((await story.call('/me', me)).json.error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it.each([
    { client_secret: '' },
    { redirect_uri: 'http://127.0.0.1:9/elsewhere' },
    { client_id: '9' },
    { grant_type: 'password' },
    { code: 'forged' },
  ])('is refused with %j', async (fault) => {
    const story = await play();
    const code = (await choose(story, { account: 'brand', allow: '1' })).searchParams.get('code') ?? '';
    expect((await exchange(story, { code, ...fault })).http).toBe(400);
  });
});

describe('a token of one hour', () => {
  it('is exchanged for a long-lived token of the same account', async () => {
    const story = await play();
    const { json } = await exchangeToken(story, await connect(story));
    expect(json).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    story.at('2d');
    const { http } = await story.call('/me', { token: json.access_token });
    expect(http).toBe(200);
  });

  it('needs the app secret for the exchange, and a long-lived token can not be exchanged', async () => {
    const story = await play();
    expect((await exchangeToken(story, await connect(story), '')).json.error.code).toBe(100);
    expect((await exchangeToken(story, TOKEN)).json.error.code).toBe(100);
  });
});

it('agreeing again renews a permission that has ended', async () => {
  const story = await play({
    accounts: [{ token: TOKEN, id: OWN_ID, username: 'brand', grant_life: '90d' }],
  });
  story.at('91d');
  expect((await story.call('/me')).json.error.code).toBe(190);
  const token = await connect(story);
  expect((await story.call('/me', { token })).http).toBe(200);
  story.at('182d');
  expect((await story.call('/me', { token })).json.error.code).toBe(190);
});

it('the list of calls contains no secret', async () => {
  const story = await play();
  await exchangeToken(story, await connect(story));
  const listed = JSON.stringify(story.sandbox.calls);
  expect(listed).not.toMatch(/shh|sandbox-token|sandbox-code|st%2Fat/);
  expect(listed).toContain('/oauth/authorize');
});
