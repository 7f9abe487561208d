import { describe, expect, it } from 'vitest';
import type { ThreadsErrorKind } from '../../src/threads/errors.ts';
import { BRAND, errorOf, graphError, ID, type Reply, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

describe('a check a container', () => {
  it('asks for its status and its error message', async () => {
    threads.answer({ body: { id: ID, status: 'FINISHED' } });
    const { api } = openApi();
    expect(await api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status: 'FINISHED' });
    expect(threads.requests).toMatchObject([
      { method: 'GET', path: `/v1.0/${ID}`, query: { fields: 'id,status,error_message' } },
    ]);
  });

  it.each([
    ['finished', 'FINISHED'],
    ['Error', 'ERROR'],
    ['in progress', 'IN_PROGRESS'],
  ])('reads the status %s as %s', async (written, status) => {
    threads.answer({ body: { id: ID, status: written } });
    expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status });
  });

  it.each(['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'EXPIRED', 'ON_HOLD', 'đang xử lý'])(
    'brings the status %s as it is',
    async (status) => {
      threads.answer({ body: { id: ID, status } });
      expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status });
    },
  );

  it.each(['FAILED_DOWNLOADING_VIDEO', 'UNKNOWN', 'TOO_MANY_CATS', '알 수 없는 오류'])(
    'brings the error message %s as data',
    async (errorMessage) => {
      threads.answer({ body: { id: ID, status: 'ERROR', error_message: errorMessage } });
      expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({
        id: ID,
        status: 'ERROR',
        errorMessage,
      });
    },
  );

  it.each(['', null, undefined, 7])('leaves out an error message of %j', async (error_message) => {
    threads.answer({ body: { id: ID, status: 'ERROR', error_message } });
    expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status: 'ERROR' });
  });

  it('keeps the id that was asked for where the answer has it as a number above 2^53', async () => {
    threads.answer({ body: '{"id":17912345678901234,"status":"FINISHED"}' });
    expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status: 'FINISHED' });
    threads.answer({ body: '{"status":"FINISHED"}' });
    expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status: 'FINISHED' });
  });

  it('reads a body that begins with a byte order mark', async () => {
    threads.answer({ body: `\uFEFF{"status":"FINISHED"}` });
    expect(await openApi().api.fetchContainer(BRAND, ID)).toEqual({ id: ID, status: 'FINISHED' });
  });

  it.each(['', 'me', '../me', '12/3', '1%2F2', ' 12', '12\n', '１２', '-1', '1'.repeat(33)])(
    'of the id %j is refused before any call',
    async (id) => {
      const error = await errorOf(openApi().api.fetchContainer(BRAND, id));
      expect(error).toMatchObject({ kind: 'bad-request', account: 'brand', subject: 'container' });
      expect(threads.requests).toEqual([]);
    },
  );
});

describe('an answer that lies', () => {
  it.each<[title: string, reply: Reply, kind: ThreadsErrorKind]>([
    ['HTTP 500 with code 190', { status: 500, body: graphError(190) }, 'token'],
    ['HTTP 500 with code 10', { status: 500, body: graphError(10) }, 'permission'],
    ['HTTP 500 with code 100', { status: 500, body: graphError(100) }, 'bad-request'],
    [
      'a field that only containers have',
      { status: 500, body: graphError(100, undefined, 'Tried accessing nonexisting field (status)') },
      'not-a-container',
    ],
    [
      'a field that is another',
      { status: 500, body: graphError(100, undefined, 'Tried accessing nonexisting field (error_message)') },
      'bad-request',
    ],
    ['HTTP 400 with 613/4279002', { status: 400, body: graphError(613, 4279002) }, 'limited'],
    ['HTTP 200 with an error', { status: 200, body: graphError(24, 4279009) }, 'not-visible'],
    ['codes as strings', { status: 500, body: graphError('190', '463') }, 'token'],
    ['the OAuth form', { status: 400, body: { error_message: 'm', error_code: 190 } }, 'token'],
    [
      'is_transient on a dead token',
      { status: 500, body: { error: { code: 190, is_transient: true } } },
      'token',
    ],
    [
      'Vietnamese',
      { status: 500, body: graphError(100, undefined, 'Trường không tồn tại (status)') },
      'not-a-container',
    ],
    ['Korean', { status: 400, body: graphError(24, 4279009, '미디어를 찾을 수 없음') }, 'not-visible'],
    [
      'French',
      { status: 400, body: graphError(100, 33, 'Objet inexistant, le jeton a expiré') },
      'no-such-object',
    ],
    [
      '"expired" that is not the token',
      { status: 400, body: graphError(100, 4279004, 'has expired') },
      'child-not-ready',
    ],
  ])('%s', async (_title, reply, kind) => {
    threads.answer(reply);
    expect((await errorOf(openApi().api.fetchContainer(BRAND, ID))).kind).toBe(kind);
    expect(threads.requests).toHaveLength(1);
  });

  it('keeps what is needed to check into it', async () => {
    threads.answer({ status: 500, body: graphError(190, 463, 'Phiên đã hết hạn') });
    const error = await errorOf(openApi().api.fetchContainer(BRAND, ID));
    expect(error).toMatchObject({
      kind: 'token',
      account: 'brand',
      subject: 'container',
      code: 190,
      subcode: 463,
      httpStatus: 500,
      apiMessage: 'Phiên đã hết hạn',
      traceId: 'Trace1',
      retryAt: undefined,
    });
    expect(error.message).toBe(
      `GET /${ID}?fields=id,status,error_message for account brand: token, HTTP 500, code 190/463`,
    );
  });
});

describe('an answer that is no reading', () => {
  it.each<[title: string, reply: Reply]>([
    ['a list', { body: [] }],
    ['null', { body: 'null' }],
    ['no status', { body: { id: ID } }],
    ['an empty status', { body: { id: ID, status: '' } }],
    ['a status that is no text', { body: { id: ID, status: 7 } }],
    ['another field in its place', { body: { id: ID, status_code: 'FINISHED' } }],
    ['empty data', { body: { data: [] } }],
  ])('%s concerns this id alone', async (_title, reply) => {
    threads.answer(reply, { body: { id: ID, status: 'FINISHED' } });
    const { api } = openApi();
    expect(await errorOf(api.fetchContainer(BRAND, ID))).toMatchObject({
      kind: 'unreadable',
      httpStatus: 200,
    });
    expect(threads.requests).toHaveLength(1);
    expect((await api.fetchContainer(BRAND, '17900000000000002')).status).toBe('FINISHED');
  });

  it('an error without a code is unknown', async () => {
    threads.answer({ body: { error: { message: 'm' } } });
    expect(await errorOf(openApi().api.fetchContainer(BRAND, ID))).toMatchObject({
      kind: 'unknown',
      apiMessage: 'm',
    });
  });

  it.each<[title: string, reply: Reply]>([
    ['empty', { body: '' }],
    ['empty 500', { status: 500, body: '' }],
    ['HTML', { body: '<!doctype html><title>Sorry</title>' }],
    ['HTML 502', { status: 502, body: '<html>' }],
    ['a reading with HTTP 503', { status: 503, body: { id: ID, status: 'FINISHED' } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }],
    ['a bare 401', { status: 401, body: '' }],
    ['a bare 403', { status: 403, body: '<html>Blocked' }],
    ['a bare 404', { status: 404, body: 'not found' }],
  ])('%s is an outage', async (_title, reply) => {
    threads.answer(reply);
    const error = await errorOf(openApi().api.fetchContainer(BRAND, ID, { attempts: 1 }));
    expect(error.kind).toBe('outage');
    expect(error.httpStatus).toBeDefined();
    expect(threads.requests).toHaveLength(1);
  });
});
