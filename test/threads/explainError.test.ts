import { describe, expect, it } from 'vitest';
import { CALL_SUBJECTS, THREADS_ERROR_KINDS } from '../../src/threads/errors.ts';
import { explainContainerError } from '../../src/threads/explainContainerError.ts';
import { explainError } from '../../src/threads/explainError.ts';
import { expectPlainWords } from './expectPlainWords.ts';

const EVERYTHING = THREADS_ERROR_KINDS.flatMap((kind) =>
  [undefined, ...CALL_SUBJECTS].map((subject) => [kind, subject] as const),
);

describe('an error', () => {
  it.each(EVERYTHING)('of kind %s asking for %s is explained in plain words', (kind, subject) => {
    expectPlainWords(explainError({ kind, subject }));
    expectPlainWords(explainError({ kind, subject, apiMessage: '(#9) Quelque chose' }));
  });

  it.each<[subcode: number | undefined, cause: RegExp, fix: RegExp]>([
    [undefined, /refuses the account's access token/, /Reconnect/],
    [1, /refuses the account's access token/, /Reconnect/],
    [458, /revoked/, /Reconnect/],
    [459, /wants the account to log in/, /^Log in to Threads/],
    [460, /password/, /Reconnect/],
    [463, /expired/, /Reconnect/],
    [464, /wants the account to log in/, /^Log in to Threads/],
  ])('of the token with subcode %s says why', (subcode, cause, fix) => {
    const explanation = explainError({ kind: 'token', subcode });
    expect(explanation.cause).toMatch(cause);
    expect(explanation.fix).toMatch(fix);
    expect(explanation).toMatchObject({ tryAgain: 'no', remedy: 'reconnect' });
    expectPlainWords(explanation);
  });

  it.each([
    ['container', /threads_content_publish/],
    ['publish', /threads_content_publish/],
    ['quotas', /scope of each quota/],
    ['user', /threads_basic was/],
    ['token', /threads_basic was/],
    [undefined, /threads_content_publish/],
  ] as const)('of permission asking for %s names the scope that is most likely missing', (subject, scope) => {
    const { cause, fix, remedy } = explainError({
      kind: 'permission',
      subject,
      apiMessage: '(#200) Requires X',
    });
    expect(cause).toBe('Threads says that a permission is missing');
    expect(fix).toMatch(scope);
    expect(fix).toMatch(/Most likely .* Reconnect the account/);
    expect(fix).toMatch(/Threads says “\(#200\) Requires X”\.$/);
    expect(remedy).toBe('reconnect');
  });

  it.each(['not-visible', 'no-such-object', 'bad-request', 'unknown', 'app-or-account'] as const)(
    'of kind %s asking who the token belongs to says to reconnect',
    (kind) => {
      const { cause, fix, remedy } = explainError({ kind, subject: 'user' });
      expect(fix).toMatch(/reconnect the account/i);
      expect(fix).toMatch(/dashboard/);
      expect(`${cause} ${fix}`).not.toMatch(/Wait a minute|container/);
      expect(remedy).toBe('reconnect');
    },
  );

  it.each(['permission', 'not-visible', 'unreadable', 'outage', 'unknown'] as const)(
    'of kind %s after publishing says to check the status first',
    (kind) =>
      expect(explainError({ kind, subject: 'publish' }).fix).toMatch(
        /^Check the container's status before trying again: it may have been published all the same\. /,
      ),
  );

  it("that the app is blocked quotes Meta, and names the app's dashboard", () => {
    const { cause, fix, remedy } = explainError({ kind: 'app-blocked', apiMessage: 'API access blocked.' });
    expect(cause).toBe('Meta has blocked the app: it says “API access blocked.”');
    expect(fix).toContain("the app's dashboard");
    expect(fix).not.toMatch(/permission|[Rr]econnect/);
    expect(remedy).toBeUndefined();
  });

  it('of a request that is not accepted quotes Threads, in its language', () =>
    expect(explainError({ kind: 'bad-request', apiMessage: 'Paramètre non valide' }).cause).toBe(
      'Threads says “Paramètre non valide”',
    ));

  it.each(['bad-request', 'unknown'] as const)(
    'of kind %s knows the names that are not localised',
    (kind) => {
      expect(explainError({ kind, apiMessage: 'Lỗi: THREADS_API__INVALID_DURATION.' })).toBe(
        explainContainerError('INVALID_DURATION'),
      );
      expect(explainError({ kind, apiMessage: 'THREADS_API__NEW' }).cause).toContain('“THREADS_API__NEW”');
      const ofQuotas = explainError({ kind, subject: 'quotas', apiMessage: 'THREADS_API__INVALID_DURATION' });
      expect(ofQuotas.cause).toBe('Threads says “THREADS_API__INVALID_DURATION”');
    },
  );

  it.each([
    ['not-visible', 'yes'],
    ['no-such-object', 'no'],
    ['not-a-container', 'no'],
    ['child-not-ready', 'once'],
    ['bad-request', 'no'],
    ['token', 'no'],
    ['permission', 'no'],
    ['limited', 'yes'],
    ['app-limited', 'yes'],
    ['app-blocked', 'no'],
    ['app-or-account', 'no'],
    ['restricted', 'no'],
    ['media-not-fetched', 'once'],
    ['unreadable', 'once'],
    ['outage', 'yes'],
    ['unknown', 'once'],
  ] as const)('of kind %s about a container: try again? %s', (kind, tryAgain) =>
    expect(explainError({ kind }).tryAgain).toBe(tryAgain),
  );

  it("of a post's id says exactly that, and allows for auto_publish_text", () => {
    const { cause, fix } = explainError({ kind: 'not-a-container' });
    expect(cause).toContain("published post's id");
    expect(fix).toContain('container id');
    expect(fix).toMatch(/auto_publish_text there is no container to watch.*may be out already/);
  });
});
