import { describe, expect, it } from 'vitest';
import { OWN_ID, type Play, play, TOKEN } from './play.ts';

const BACK = 'http://127.0.0.1:9/connect/callback';
const APP = { client_id: '1234', redirect_uri: BACK };
const LINK = { ...APP, scope: 'threads_basic,threads_delete', response_type: 'code', state: 'st/at+e' };

function write(params: Readonly<Record<string, string>>): string {
  return new URLSearchParams(params).toString();
}

/** Where a person's choice leads. */
async function choose({ ask }: Play, choice: Readonly<Record<string, string>>): Promise<URL> {
  const { http, headers } = await ask(`/oauth/authorize?${write({ ...LINK, ...choice })}`, { token: null });
  const { location } = headers;
  expect(http).toBe(302);
  return new URL(String(location));
}

function exchange({ ask }: Play, params: Readonly<Record<string, string>>) {
  return ask('/oauth/access_token', {
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
  story.ask(`/access_token?grant_type=th_exchange_token${query}`, { token });

describe('the page on which a person agrees', () => {
  it('shows the accounts, keeps what the link said, and escapes what came from outside', async () => {
    const { ask } = await play({ accounts: [{ token: 't1', id: '1', username: '<b>&"' }] });
    const { http, headers, text } = await ask(`/oauth/authorize?${write({ ...LINK, scope: '<script>' })}`, {
      token: null,
    });
    expect(http).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('value="&lt;b&gt;&amp;&quot;"');
    expect(text).toContain('name="state" value="st/at+e"');
    expect(text).not.toMatch(/<script|<b>/);
  });

  it('leads back with a code, and the state as it came', async () => {
    const { origin, pathname, searchParams } = await choose(await play(), { account: 'brand', allow: '1' });
    expect(origin + pathname).toBe(BACK);
    expect(Object.fromEntries(searchParams)).toEqual({ code: expect.any(String), state: 'st/at+e' });
  });

  it('leads back with a refusal where the person denies', async () => {
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
    const { ask } = await play();
    const link = write({ ...LINK, account: 'brand', allow: '1', [name]: value });
    const { http, headers } = await ask(`/oauth/authorize?${link}`);
    expect(http).toBe(400);
    expect(Object.keys(headers)).not.toContain('location');
  });
});

describe('a code', () => {
  it('becomes a token for an hour, once; the user id is a number beyond 2^53', async () => {
    const story = await play();
    const code = (await choose(story, { account: 'brand', allow: '1' })).searchParams.get('code') ?? '';
    const first = await exchange(story, { code });
    expect(first.text).toBe(`{"access_token":"${first.json.access_token}","user_id":${OWN_ID}}`);
    const me = { token: first.json.access_token };
    expect((await story.ask('/me?fields=username', me)).json.username).toBe('brand');
    const again = await exchange(story, { code });
    expect([again.http, again.json]).toEqual([400, expect.objectContaining({ error_code: 100 })]);
    story.at('1h');
    expect((await story.ask('/me', me)).json.error).toMatchObject({ code: 190, error_subcode: 463 });
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

describe('a token for an hour', () => {
  it('becomes a long-lived one, which is the account’s', async () => {
    const story = await play();
    const { json } = await exchangeToken(story, await connect(story));
    expect(json).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    story.at('2d');
    const { http } = await story.ask('/me', { token: json.access_token });
    expect(http).toBe(200);
  });

  it('needs the secret, and a long-lived one can not take its place', async () => {
    const story = await play();
    expect((await exchangeToken(story, await connect(story), '')).json.error.code).toBe(100);
    expect((await exchangeToken(story, TOKEN)).json.error.code).toBe(100);
  });
});

it('to agree anew gives back a permission that has ended', async () => {
  const story = await play({
    accounts: [{ token: TOKEN, id: OWN_ID, username: 'brand', grant_life: '90d' }],
  });
  story.at('91d');
  expect((await story.ask('/me')).json.error.code).toBe(190);
  const token = await connect(story);
  expect((await story.ask('/me', { token })).http).toBe(200);
  story.at('182d');
  expect((await story.ask('/me', { token })).json.error.code).toBe(190);
});

it('nothing secret stands in the calls', async () => {
  const story = await play();
  await exchangeToken(story, await connect(story));
  const seen = JSON.stringify(story.sandbox.calls);
  expect(seen).not.toMatch(/shh|sandbox-token|sandbox-code|st%2Fat/);
  expect(seen).toContain('/oauth/authorize');
});
