import { describe, expect, it } from 'vitest';
import { CONTAINER, play } from './play.ts';

const PATH = `/v1.0/${CONTAINER}?fields=id,status,error_message`;
const failing = [
  { at: '0s', status: 'IN_PROGRESS' },
  { at: '100s', status: 'ERROR', error_message: 'FAILED_DOWNLOADING_VIDEO' },
];

describe('a container', () => {
  it('starts its timeline at its first call', async () => {
    const { call, at } = await play({ containers: { [CONTAINER]: failing } });
    at('5h');
    expect((await call(PATH)).json).toEqual({ id: CONTAINER, status: 'IN_PROGRESS' });
    at('5h99s');
    expect((await call(PATH)).json.status).toBe('IN_PROGRESS');
    at('5h100s');
    expect((await call(PATH)).json).toEqual({
      id: CONTAINER,
      status: 'ERROR',
      error_message: 'FAILED_DOWNLOADING_VIDEO',
    });
  });

  it('counts a call that a fault answered as its first', async () => {
    const { call, at } = await play({
      containers: { [CONTAINER]: failing },
      faults: [{ from: '0s', to: '1m', http: 500, body: '' }],
    });
    await call(PATH);
    at('100s');
    expect((await call(PATH)).json.status).toBe('ERROR');
  });

  it('returns its error message only on request, and its id always', async () => {
    const { call } = await play({ containers: { [CONTAINER]: [{ ...failing[1], at: '0s' }] } });
    expect((await call(`/${CONTAINER}`)).json).toEqual({ status: 'ERROR', id: CONTAINER });
    expect((await call(`/${CONTAINER}?fields=status`)).json).toEqual({ status: 'ERROR', id: CONTAINER });
    expect((await call(`/${CONTAINER}?fields=error_message`)).json).toEqual({
      error_message: 'FAILED_DOWNLOADING_VIDEO',
      id: CONTAINER,
    });
  });

  it('refuses a field that it does not have', async () => {
    const { call } = await play({ containers: { [CONTAINER]: failing } });
    const response = await call(`/${CONTAINER}?fields=id,shoe_size`);
    expect([response.http, response.json.error.code]).toEqual([500, 100]);
    expect(response.json.error.message).toContain('nonexisting field (shoe_size)');
  });

  it('is not found before its first step', async () => {
    const { call, at } = await play({ containers: { [CONTAINER]: [{ at: '20s', status: 'FINISHED' }] } });
    expect((await call(PATH)).json.error).toMatchObject({ code: 24, error_subcode: 4279009 });
    at('20s');
    expect((await call(PATH)).json.status).toBe('FINISHED');
  });

  it('goes through its steps in the order of their times', async () => {
    const { call, at } = await play({
      containers: {
        [CONTAINER]: [
          { at: '1h', status: 'EXPIRED' },
          { at: '0s', status: 'FINISHED' },
        ],
      },
    });
    expect((await call(PATH)).json.status).toBe('FINISHED');
    at('2h');
    expect((await call(PATH)).json.status).toBe('EXPIRED');
  });

  it('may have an unknown status', async () => {
    const { call } = await play({ containers: { [CONTAINER]: [{ at: '0s', status: 'UNDER_REVIEW' }] } });
    expect((await call(PATH)).json.status).toBe('UNDER_REVIEW');
  });

  it('with an unknown id is not found', async () => {
    const { call } = await play();
    const response = await call('/v1.0/17999999999999999');
    expect(response.http).toBe(400);
    expect(response.json.error).toEqual({
      message: 'The requested resource does not exist',
      type: 'OAuthException',
      code: 24,
      error_subcode: 4279009,
      is_transient: false,
      error_user_title: 'Media Not Found',
      error_user_msg: 'The media with id 17999999999999999 cannot be found.',
      fbtrace_id: 'ASandbox000000000000001',
    });
  });
});

describe('the text of an error', () => {
  const fetchError = async (error: unknown) => {
    const { call } = await play({ containers: { [CONTAINER]: [{ at: '0s', error }] } });
    const { http, json } = await call(PATH);
    return { http, ...json.error };
  };

  it.each([
    [
      { code: 100 },
      500,
      'THApiException',
      'Tried accessing nonexisting field (status) on node type (ThreadsMedia)',
    ],
    [
      { code: 100, error_subcode: 33, http: 400 },
      400,
      'THApiException',
      `Object with ID '${CONTAINER}' does not exist`,
    ],
    [{ code: 100, error_subcode: 4279004 }, 500, 'THApiException', 'Invalid parameter'],
    [{ code: 190 }, 500, 'THApiException', 'Session has expired on Tue, 24 Nov 2026 07:00:00 GMT'],
    [{ code: 190, error_subcode: 463 }, 500, 'THApiException', 'Session has expired'],
    [{ code: 190, error_subcode: 460 }, 500, 'THApiException', 'changed their password'],
    [{ code: 10 }, 500, 'THApiException', 'does not have permission'],
    [{ code: 200 }, 400, 'OAuthException', 'Permissions error'],
    [{ code: 4 }, 400, 'OAuthException', 'Application request limit reached'],
    [{ code: 613, error_subcode: 4279002 }, 400, 'OAuthException', 'exceeded the rate limit'],
    [{ code: 1, http: 500 }, 500, 'OAuthException', 'An unknown error has occurred'],
    [{ code: 4, error_subcode: 2207051 }, 400, 'OAuthException', 'Application request limit reached'],
    [{ code: 17 }, 400, 'OAuthException', 'User request limit reached'],
    [{ code: 32 }, 400, 'OAuthException', 'Page request limit reached'],
    [{ code: 341 }, 400, 'OAuthException', 'Application limit reached'],
    [{ code: 368 }, 400, 'OAuthException', 'deemed abusive'],
    [{ code: 4279013 }, 400, 'OAuthException', 'blocked'],
    [{ code: 1, error_subcode: 2207052 }, 400, 'OAuthException', 'could not be fetched'],
    [{ code: 24 }, 400, 'OAuthException', 'does not exist'],
    [{ code: 102 }, 400, 'OAuthException', 'Session key invalid'],
    [{ code: 190, error_subcode: 458 }, 500, 'THApiException', 'has not authorized'],
    [{ code: 190, error_subcode: 459 }, 500, 'THApiException', 'till you log in'],
    [{ code: 190, error_subcode: 464 }, 500, 'THApiException', 'not confirmed'],
    [{ code: -7 }, 400, 'OAuthException', '(#-7)'],
  ])('%j', async (error, http, type, words) => {
    const response = await fetchError(error);
    expect(response).toMatchObject({ http, type, code: error.code, message: expect.stringContaining(words) });
  });

  it("is the scenario's own, if it has one", async () => {
    const error = { http: 418, type: 'Odd', code: 190, message: 'Đã xảy ra lỗi', is_transient: true };
    expect(await fetchError(error)).toEqual({ ...error, fbtrace_id: 'ASandbox000000000000001' });
  });

  it('marks an outage as transient', async () => {
    expect(await fetchError({ code: 2 })).toMatchObject({ is_transient: true });
  });
});
