import { describe, expect, it } from 'vitest';
import { BRAND, errorOf, TOKEN, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

describe('a refresh', () => {
  it('asks below the host itself, and brings the new token with its life', async () => {
    threads.answer({ body: { access_token: `${TOKEN}~1`, token_type: 'bearer', expires_in: 5_184_000 } });
    const grant = await openApi().api.refreshToken(BRAND);
    expect(grant).toEqual({ token: `${TOKEN}~1`, expiresInSeconds: 5_184_000 });
    expect(threads.requests[0]?.url).toBe('/refresh_access_token?grant_type=th_refresh_token');
    expect(threads.requests[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('that says nothing of its life brings the new token all the same', async () => {
    threads.answer({ body: { access_token: 'THAA-new', token_type: 'bearer' } });
    expect(await openApi().api.refreshToken(BRAND)).toEqual({ token: 'THAA-new' });
  });

  it.each([
    { access_token: 'two\nlines', expires_in: 5_184_000 },
    { access_token: '', expires_in: 5_184_000 },
    { expires_in: 5_184_000 },
    {},
  ])('that brings %j brings no token', async (body) => {
    threads.answer({ body });
    expect(await errorOf(openApi().api.refreshToken(BRAND, { attempts: 1 }))).toMatchObject({
      kind: 'outage',
    });
  });

  it.each([undefined, null, 0, -1, 'soon', ''])(
    'that lives for %j brings the token all the same',
    async (life) => {
      threads.answer({ body: { access_token: `${TOKEN}~1`, token_type: 'bearer', expires_in: life } });
      expect(await openApi().api.refreshToken(BRAND)).toEqual({ token: `${TOKEN}~1` });
      const grant = await openApi().api.exchangeForLongLived({ appSecret: 'secret', token: TOKEN });
      expect(grant).toEqual({ token: `${TOKEN}~1` });
    },
  );

  it('that is refused says why', async () => {
    threads.answer({ status: 400, body: { error: { code: 190, error_subcode: 463, message: 'expired' } } });
    expect(await errorOf(openApi().api.refreshToken(BRAND))).toMatchObject({ kind: 'token', subcode: 463 });
  });
});

describe('what Threads knows of a token', () => {
  it('is asked with the token in the question, and read in ms', async () => {
    threads.answer({
      body: {
        data: {
          is_valid: true,
          issued_at: 1_000,
          expires_at: 2_000,
          data_access_expires_at: 3_000,
          scopes: ['threads_basic', 7],
          user_id: 17841400000000001n.toString(),
        },
      },
    });
    expect(await openApi().api.debugToken(BRAND)).toEqual({
      isValid: true,
      issuedAt: 1_000_000,
      expiresAt: 2_000_000,
      dataAccessExpiresAt: 3_000_000,
      scopes: ['threads_basic'],
      userId: '17841400000000001',
    });
    expect(threads.requests[0]?.query).toEqual({ input_token: TOKEN });
  });

  it('ends never where Threads writes 0, and is not known where it writes nothing', async () => {
    threads.answer({ body: { data: { is_valid: false, expires_at: 0 } } });
    const facts = await openApi().api.debugToken(BRAND);
    expect(facts).toMatchObject({ isValid: false, scopes: [] });
    expect(facts.expiresAt ?? facts.dataAccessExpiresAt ?? facts.issuedAt ?? facts.userId).toBeUndefined();
  });

  it('can stand in no error, although the question holds it', async () => {
    threads.answer({ status: 500, body: '' });
    for (const auth of ['header', 'query'] as const) {
      const error = await errorOf(openApi({ auth, attempts: 1 }).api.debugToken(BRAND));
      expect(error.message).toContain('GET /debug_token for account brand: outage');
      expect(`${error.message}${error.stack}`).not.toContain(encodeURIComponent(TOKEN));
    }
  });
});
