import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/threads/classifyError.ts';
import type { ThreadsErrorKind } from '../../src/threads/errors.ts';

type Row = [
  code: number | undefined,
  subcode: number | undefined,
  httpStatus: number,
  kind: ThreadsErrorKind,
];

/** Where the code decides, it decides whatever the HTTP status says. */
const BY_CODE: [code: number, subcode: number | undefined, kind: ThreadsErrorKind][] = [
  [24, 4279009, 'not-visible'],
  [24, undefined, 'not-visible'],
  [24, 99, 'not-visible'],
  [100, undefined, 'not-a-container'],
  [100, 99, 'not-a-container'],
  [100, 33, 'no-such-object'],
  [100, 4279004, 'child-not-ready'],
  [190, undefined, 'token'],
  [190, 458, 'token'],
  [190, 459, 'token'],
  [190, 460, 'token'],
  [190, 463, 'token'],
  [190, 464, 'token'],
  [102, undefined, 'token'],
  [10, undefined, 'permission'],
  [200, undefined, 'permission'],
  [250, 1, 'permission'],
  [299, undefined, 'permission'],
  [4, undefined, 'limited'],
  [17, undefined, 'limited'],
  [32, undefined, 'limited'],
  [341, undefined, 'limited'],
  [613, undefined, 'limited'],
  [613, 4279002, 'limited'],
  [4, 2207051, 'restricted'],
  [368, undefined, 'restricted'],
  [4279013, undefined, 'restricted'],
  [100, 4279013, 'restricted'],
  [1, undefined, 'outage'],
  [2, undefined, 'outage'],
  [1, 2207052, 'media-not-fetched'],
];

describe('an error of a status read', () => {
  it.each(BY_CODE)('%s/%s is %s, whatever the HTTP status', (code, subcode, kind) => {
    for (const httpStatus of [200, 400, 401, 403, 404, 429, 500, 503])
      expect(classifyError({ code, subcode, httpStatus, subject: 'container' })).toBe(kind);
  });
});

describe('a code 100 of a status read', () => {
  it.each<[message: string | undefined, kind: ThreadsErrorKind]>([
    ['Tried accessing nonexisting field (status) on node type (ThreadsMedia)', 'not-a-container'],
    ['Champ inexistant (status)', 'not-a-container'],
    [undefined, 'not-a-container'],
    ['(#100) Invalid parameter', 'bad-request'],
    ['Tried accessing nonexisting field (error_message)', 'bad-request'],
    ['(#100) Param statuses must be a list', 'bad-request'],
  ])('that says %s is %s', (message, kind) => {
    expect(classifyError({ code: 100, httpStatus: 500, subject: 'container', message })).toBe(kind);
    expect(classifyError({ code: 100, httpStatus: 500, subject: 'quotas', message })).toBe('bad-request');
    const without = { code: 100, subcode: 33, httpStatus: 400, subject: 'container', message } as const;
    expect(classifyError(without)).toBe('no-such-object');
  });
});

describe('an error of a read that is not of a container', () => {
  it.each<Row>([
    [100, undefined, 500, 'bad-request'],
    [100, 99, 400, 'bad-request'],
    [100, 33, 400, 'no-such-object'],
    [24, 4279009, 500, 'not-visible'],
    [24, 99, 400, 'bad-request'],
    [24, 99, 500, 'outage'],
  ])('%s/%s with HTTP %s is %s', (code, subcode, httpStatus, kind) => {
    expect(classifyError({ code, subcode, httpStatus, subject: 'quotas' })).toBe(kind);
    expect(classifyError({ code, subcode, httpStatus, subject: 'user' })).toBe(kind);
  });
});

describe('an error whose code nobody knows', () => {
  it.each<Row>([
    [9999, undefined, 500, 'outage'],
    [9999, undefined, 503, 'outage'],
    [-1, undefined, 500, 'outage'],
    [-3, 99, 400, 'bad-request'],
    [9999, undefined, 400, 'bad-request'],
    [9999, undefined, 401, 'bad-request'],
    [9999, undefined, 403, 'bad-request'],
    [9999, undefined, 404, 'bad-request'],
    [9999, undefined, 429, 'limited'],
    [9999, undefined, 200, 'outage'],
    [199, undefined, 400, 'bad-request'],
    [300, undefined, 400, 'bad-request'],
  ])('%s/%s goes by HTTP %s: %s', (code, subcode, httpStatus, kind) =>
    expect(classifyError({ code, subcode, httpStatus, subject: 'container' })).toBe(kind),
  );
});

describe('an answer without a readable error', () => {
  it.each<[httpStatus: number, kind: ThreadsErrorKind]>([
    [200, 'outage'],
    [204, 'outage'],
    [302, 'outage'],
    [400, 'bad-request'],
    [401, 'token'],
    [403, 'permission'],
    [404, 'outage'],
    [408, 'outage'],
    [410, 'bad-request'],
    [429, 'limited'],
    [500, 'outage'],
    [502, 'outage'],
    [503, 'outage'],
  ])('with HTTP %s is %s', (httpStatus, kind) =>
    expect(classifyError({ httpStatus, subject: 'container' })).toBe(kind),
  );

  it('holds no code, so a subcode alone decides nothing but 4279013', () => {
    expect(classifyError({ subcode: 4279009, httpStatus: 500, subject: 'container' })).toBe('outage');
    expect(classifyError({ subcode: 4279013, httpStatus: 500, subject: 'container' })).toBe('restricted');
  });
});
