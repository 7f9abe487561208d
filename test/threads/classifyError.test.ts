import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/threads/classifyError.ts';
import { CALL_SUBJECTS, type ThreadsErrorKind } from '../../src/threads/errors.ts';

/** `everyError.test.ts` goes through the whole table by way of real bodies; here are its edges. */
const FROM_API = { isFromApi: true, httpStatus: 500 } as const;
const STATUSES = [200, 400, 401, 403, 404, 429, 500, 503];

describe('a code', () => {
  it.each<[code: number, subcode: number | undefined, kind: ThreadsErrorKind]>([
    [24, 4279009, 'not-visible'],
    [100, 33, 'no-such-object'],
    [190, 463, 'token'],
    [10, undefined, 'permission'],
    [4, undefined, 'app-limited'],
    [613, 4279002, 'limited'],
    [80_000, undefined, 'limited'],
    [4, 2207051, 'restricted'],
    [104, undefined, 'app-or-account'],
    [1, undefined, 'outage'],
  ])('%s/%s is %s, whatever the HTTP status and the call', (code, subcode, kind) => {
    for (const httpStatus of STATUSES)
      for (const subject of CALL_SUBJECTS)
        expect(classifyError({ isFromApi: true, code, subcode, httpStatus, subject })).toBe(kind);
  });

  it.each([9999, -1, 0, 199, 300, 79_999, 80_015])('%s, which is in no row, is unknown', (code) => {
    for (const httpStatus of STATUSES)
      expect(classifyError({ isFromApi: true, code, httpStatus, subject: 'container' })).toBe(
        httpStatus === 429 ? 'limited' : 'unknown',
      );
  });
});

describe('a code 100 of a status call', () => {
  it.each<[message: string | undefined, kind: ThreadsErrorKind]>([
    ['Tried accessing nonexisting field (status) on node type (ThreadsMedia)', 'not-a-container'],
    ['Champ inexistant (status)', 'not-a-container'],
    [undefined, 'not-a-container'],
    ['(#100) Invalid parameter', 'bad-request'],
    ['Tried accessing nonexisting field (error_message)', 'bad-request'],
    ['(#100) Param statuses must be a list', 'bad-request'],
  ])('that says %s is %s', (message, kind) => {
    expect(classifyError({ ...FROM_API, code: 100, subject: 'container', message })).toBe(kind);
    expect(classifyError({ ...FROM_API, code: 100, subject: 'quotas', message })).toBe('bad-request');
    const ofNoObject = { ...FROM_API, code: 100, subcode: 33, subject: 'container', message } as const;
    expect(classifyError(ofNoObject)).toBe('no-such-object');
  });
});

describe('a code 200', () => {
  it.each<[message: string | undefined, kind: ThreadsErrorKind]>([
    ['API access blocked.', 'app-blocked'],
    ['(#200) API access has been disabled for this app', 'app-blocked'],
    ['api access deactivated. To reactivate, go to the app dashboard', 'app-blocked'],
    ['(#200) Requires threads_manage_replies permission', 'permission'],
    ['Accès à l’API bloqué', 'permission'],
    [undefined, 'permission'],
  ])('that says %s is %s', (message, kind) => {
    expect(classifyError({ ...FROM_API, code: 200, subject: 'user', message })).toBe(kind);
    // The words alone decide nothing.
    expect(classifyError({ ...FROM_API, code: 10, subject: 'user', message })).toBe('permission');
  });
});

describe('a body without a code', () => {
  it.each(STATUSES)('and HTTP %s is an outage, or a limit', (httpStatus) =>
    expect(classifyError({ isFromApi: false, httpStatus, subject: 'container' })).toBe(
      httpStatus === 429 ? 'limited' : 'outage',
    ),
  );

  it('means nothing by its subcode, but for those that stand for themselves', () => {
    const kindOf = (subcode: number) => classifyError({ ...FROM_API, subcode, subject: 'container' });
    expect(kindOf(4279009)).toBe('unknown');
    expect(kindOf(4279013)).toBe('restricted');
    expect(kindOf(2207052)).toBe('media-not-fetched');
  });
});
