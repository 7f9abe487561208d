import { describe, expect, it } from 'vitest';
import { containerEndpoint } from '../../src/threads/containerEndpoint.ts';
import { type CallSubject, ThreadsError, type ThreadsErrorKind } from '../../src/threads/errors.ts';
import { explainError } from '../../src/threads/explainError.ts';
import { quotaEndpoint } from '../../src/threads/quotaEndpoint.ts';
import { QUOTA_PAIRS } from '../../src/threads/quotas.ts';
import { type Endpoint, readAnswer } from '../../src/threads/readAnswer.ts';
import { REFRESH_ENDPOINT } from '../../src/threads/tokenEndpoints.ts';
import { USER_ENDPOINT } from '../../src/threads/userEndpoint.ts';
import { expectPlainWords } from './expectPlainWords.ts';
import { ID } from './scriptedThreads.ts';

type Subject = Exclude<CallSubject, 'publish' | 'create' | 'posts'>;

const ENDPOINTS: Readonly<Record<Subject, Endpoint<unknown>>> = {
  container: containerEndpoint(ID),
  quotas: quotaEndpoint(QUOTA_PAIRS),
  user: USER_ENDPOINT,
  token: REFRESH_ENDPOINT,
};
const SUBJECTS = ['container', 'quotas', 'user', 'token'] as const satisfies readonly Subject[];

/** Of a status call, and of each other call where that differs. */
type Kinds = readonly [ofContainer: ThreadsErrorKind, ofOthers?: ThreadsErrorKind];
type Case = readonly [code: number, subcode: number | undefined, message: string | undefined, kinds: Kinds];

const FIELD = 'Tried accessing nonexisting field (status) on node type (ThreadsMedia)';

/** Every row of the table of errors, and codes that are in none. */
const CASES: readonly Case[] = [
  [24, 4279009, 'The requested resource does not exist', ['not-visible']],
  [24, 4279009, '미디어를 찾을 수 없음', ['not-visible']],
  [24, undefined, 'The requested resource does not exist', ['not-visible', 'unknown']],
  [24, 99, undefined, ['not-visible', 'unknown']],
  [100, undefined, FIELD, ['not-a-container', 'bad-request']],
  [100, undefined, 'Trường không tồn tại (status)', ['not-a-container', 'bad-request']],
  [100, 33, "Unsupported get request. Object with ID '1' does not exist", ['no-such-object']],
  [100, 4279004, 'Invalid parameter', ['child-not-ready', 'bad-request']],
  [100, undefined, 'Invalid parameter', ['bad-request']],
  [100, 2207009, 'Param text must be at most 500 characters', ['bad-request']],
  [190, undefined, 'Invalid OAuth access token', ['token']],
  [190, 458, 'The user has not authorized this application', ['token']],
  [190, 459, 'You cannot access the app till you log in', ['token']],
  [190, 460, 'The session has been invalidated', ['token']],
  [190, 463, 'Session has expired', ['token']],
  [190, 464, 'Sessions for the user are not allowed', ['token']],
  [190, 999, undefined, ['token']],
  [102, undefined, 'Session key invalid', ['token']],
  [10, undefined, '(#10) Application does not have permission for this action', ['permission']],
  [200, undefined, '(#200) Requires threads_basic permission', ['permission']],
  [200, undefined, undefined, ['permission']],
  [200, undefined, 'API access blocked.', ['app-blocked']],
  [200, undefined, 'API access deactivated. To reactivate, go to the app dashboard', ['app-blocked']],
  [230, undefined, 'Permissions error', ['permission']],
  [299, 1, undefined, ['permission']],
  [17, undefined, 'User request limit reached', ['limited']],
  [32, undefined, 'Page request limit reached', ['limited']],
  [341, undefined, 'Application limit reached', ['limited']],
  [613, undefined, 'Calls to this api have exceeded the rate limit', ['limited']],
  [613, 4279002, 'Calls to this api have exceeded the rate limit', ['limited']],
  [80000, undefined, 'There have been too many calls', ['limited']],
  [80002, undefined, 'There have been too many calls', ['limited']],
  [80014, undefined, 'There have been too many calls', ['limited']],
  [4, undefined, 'Application request limit reached', ['app-limited']],
  [4, 2207051, 'Application request limit reached', ['restricted']],
  [368, undefined, 'The action attempted has been deemed abusive', ['restricted']],
  [4279013, undefined, undefined, ['restricted']],
  [100, 4279013, undefined, ['restricted']],
  [1, undefined, 'An unknown error occurred', ['outage']],
  [1, 99, 'An unknown error occurred', ['outage']],
  [2, undefined, 'An unexpected error has occurred. Please retry your request later.', ['outage']],
  [1, 2207052, 'The media could not be fetched from this URI', ['media-not-fetched', 'outage']],
  [9004, 2207052, 'The media could not be fetched from this URI', ['media-not-fetched', 'unknown']],
  [3, undefined, 'Application does not have the capability to make this API call', ['app-or-account']],
  [25, 2207050, 'The account is restricted', ['app-or-account']],
  [101, undefined, 'Error validating application', ['app-or-account']],
  [104, undefined, undefined, ['app-or-account']],
  [-1, undefined, 'Fatal', ['unknown']],
  [-2, 2207003, 'Timeout', ['unknown']],
  [0, undefined, undefined, ['unknown']],
  [5, undefined, 'Unauthorized source IP address', ['unknown']],
  [9, 2207042, 'Application request limit reached', ['unknown']],
  [199, undefined, 'Something', ['unknown']],
  [300, undefined, 'Something', ['unknown']],
  [2500, undefined, 'Unknown path components', ['unknown']],
  [79999, undefined, 'Something', ['unknown']],
  [80015, undefined, 'Something', ['unknown']],
  [9999, undefined, 'Une erreur est survenue', ['unknown']],
];

/** How the same error can come: the HTTP status says nothing about it. */
const SHAPES: readonly [title: string, httpStatus: number, body: (...error: [...Parts]) => unknown][] = [
  ['HTTP 500', 500, (code, error_subcode, message) => ({ error: { code, error_subcode, message } })],
  ['HTTP 400', 400, (code, error_subcode, message) => ({ error: { code, error_subcode, message } })],
  ['HTTP 200', 200, (code, error_subcode, message) => ({ error: { code, error_subcode, message } })],
  [
    'HTTP 403, codes as text',
    403,
    (code, subcode, message) => ({
      error: { code: `${code}`, error_subcode: subcode?.toString(), message, is_transient: true },
    }),
  ],
];

type Parts = [code: number, subcode: number | undefined, message: string | undefined];

const ROWS = CASES.flatMap(([code, subcode, message, [ofContainer, ofOthers = ofContainer]]) =>
  SUBJECTS.flatMap((subject) =>
    SHAPES.map(([shape, httpStatus, body]) => ({
      title: `${code}/${subcode ?? '-'} “${message ?? ''}” asking for ${subject}, ${shape}`,
      subject,
      httpStatus,
      body: body(code, subcode, message),
      kind: subject === 'container' ? ofContainer : ofOthers,
      message,
    })),
  ),
);

/** A word that shows what the explanation is about. */
const SPEAKS_OF: Readonly<Record<ThreadsErrorKind, RegExp>> = {
  'certificate-untrusted': /does not trust the certificate.*NODE_EXTRA_CA_CERTS/,
  'certificate-expired': /has expired, by the clock.*NTP/,
  'certificate-not-yet-valid': /is not valid yet, by the clock.*NTP/,
  'certificate-name': /for another name/,
  'host-unknown': /DNS/,
  'proxy-refused': /refuses to open.*NO_PROXY/,
  'proxy-password': /407.*HTTPS_PROXY/,
  'proxy-unreachable': /proxy of this bot can't be reached.*HTTPS_PROXY/,
  'not-visible': /see it yet|account's quotas|(?:whose|its) access token|Threads says|no reason/,
  'no-such-object': /no such container|account's quotas|(?:whose|its) access token|Threads says|no reason/,
  'not-a-container': /published post's id.*auto_publish_text/,
  'child-not-ready': /item of the carousel/,
  'bad-request': /Threads says|does not accept|(?:whose|its) access token|no reason/,
  token: /access token/,
  permission: /Most likely threads_basic.*Reconnect/,
  limited: /limits how often this account/,
  'app-limited': /the app's call limit/,
  'app-blocked': /blocked the app.*dashboard/,
  'app-or-account': /dashboard.*log in to Threads/,
  restricted: /restricted the account/,
  'media-not-fetched': /couldn't download/,
  unreadable: /Threads answered with/,
  outage: /failing or unreachable/,
  unknown: /Threads says|no reason|(?:whose|its) access token/,
};

/** What a person who asked for something else must not read. Meta's own words may say anything. */
const NEVER: Readonly<Record<Subject, RegExp>> = {
  container: /quota/i,
  quotas: /container|carousel|media\b|\bid\b|the post/i,
  user: /container|carousel|quota|media\b|\bid\b|the post/i,
  token: /container|carousel|quota|media\b|\bid\b|the post/i,
};

function errorOf(subject: Subject, httpStatus: number, text: string, headers = {}): ThreadsError {
  const context = { account: 'brand', now: 0, redact: (words: string) => words };
  try {
    readAnswer(ENDPOINTS[subject], { httpStatus, text, ...headers }, context);
  } catch (error) {
    if (error instanceof ThreadsError) return error;
    throw error;
  }
  throw new Error('the answer was read');
}

function expectFittingWords(error: ThreadsError, subject: Subject): void {
  const explanation = explainError(error);
  const words = `${explanation.cause}. ${explanation.fix}`;
  expectPlainWords(explanation);
  expect(words).toMatch(SPEAKS_OF[error.kind]);
  expect(words.replaceAll(/“[^”]*”/g, '')).not.toMatch(NEVER[subject]);
}

describe('an error of the API', () => {
  it.each(ROWS)('$title: $kind', ({ subject, httpStatus, body, kind }) => {
    const error = errorOf(subject, httpStatus, JSON.stringify(body));
    expect(error.kind).toBe(kind);
    expectFittingWords(error, subject);
  });
});

/** Answers that are not the API's, whatever their HTTP status. */
const PAGES: readonly [title: string, text: string][] = [
  ['an empty body', ''],
  ['a page of HTML', '<!doctype html><title>Sorry</title>'],
  ['plain text', 'Forbidden'],
  ["a proxy's JSON", '{"message":"Forbidden"}'],
  ["a proxy's error", '{"error":"Bad Gateway","status":502}'],
  ['an error that says nothing', '{"error":{}}'],
];

describe.each(SUBJECTS)('asking for %s, an answer that is not from the API', (subject) => {
  const statuses = [400, 401, 403, 404, 407, 408, 410, 500, 502, 503, 504];
  const rows = PAGES.flatMap(([title, text]) => statuses.map((status) => [status, title, text] as const));

  it.each(rows)('HTTP %s with %s is an outage', (httpStatus, _title, text) => {
    const error = errorOf(subject, httpStatus, text);
    expect(error.kind).toBe('outage');
    expectFittingWords(error, subject);
  });

  it.each(PAGES)('HTTP 429 with %s is a limit until Retry-After', (_title, text) => {
    const error = errorOf(subject, 429, text, { retryAfter: '90' });
    expect(error).toMatchObject({ kind: 'limited', retryAt: 90_000 });
    expectFittingWords(error, subject);
  });

  it.each(PAGES.slice(0, 3))('HTTP 200 with %s is an outage', (_title, text) => {
    const error = errorOf(subject, 200, text);
    expect(error.kind).toBe('outage');
    expectFittingWords(error, subject);
  });
});

describe('an answer with HTTP 200 that is not what was asked for', () => {
  const bodies = [
    '{}',
    '[]',
    'null',
    '{"data":[]}',
    '{"id":"1"}',
    '{"status_code":"FINISHED"}',
    '[{"status":"FINISHED"}]',
  ];
  const rows = SUBJECTS.flatMap((subject) => bodies.map((body) => [subject, body] as const));

  it.each(rows)('asking for %s: %s', (subject, body) => {
    const error = errorOf(subject, 200, body);
    // Without its user or its token, a call of these kinds has failed as in an outage.
    expect(error.kind).toBe(subject === 'container' || subject === 'quotas' ? 'unreadable' : 'outage');
    expectFittingWords(error, subject);
  });

  it.each(['{"id":"1","status":" "}', '{"status":7}', '{"id":"1","error_message":"UNKNOWN"}'])(
    'a status call without a status: %s',
    (body) => expect(errorOf('container', 200, body).kind).toBe('unreadable'),
  );
});

describe('an error in the form of the OAuth window', () => {
  it.each<[body: object, kind: ThreadsErrorKind, words: RegExp]>([
    [{ error_message: 'The session has expired', error_code: 190 }, 'token', /refuses/],
    [{ error_message: 'Invalid platform app', error_code: 101 }, 'app-or-account', /“Invalid platform app”/],
    [
      { error_message: 'Invalid platform app', error_type: 'OAuthException', code: 400 },
      'unknown',
      /“Invalid/,
    ],
    [{ error_code: '190' }, 'token', /refuses/],
  ])('%j is %s', (body, kind, words) => {
    for (const httpStatus of [200, 400, 500]) {
      const error = errorOf('token', httpStatus, JSON.stringify(body));
      expect(error.kind).toBe(kind);
      expect(explainError(error).cause).toMatch(words);
    }
  });
});

describe("Meta's own words", () => {
  const quoteOf = (error: object, subject: Subject = 'container'): string =>
    explainError(errorOf(subject, 400, JSON.stringify({ error }))).cause;
  const user = { error_user_title: 'Media Not Ready', error_user_msg: 'The media is not ready.' };

  it.each([
    'Invalid parameter',
    '(#100) Invalid parameter',
    'Fatal',
    'An unknown error occurred.',
    'Timeout',
    '',
  ])('where the message is “%s” are those for the user', (message) => {
    expect(quoteOf({ code: 9999, message, ...user })).toBe('Threads says “The media is not ready.”');
    expect(quoteOf({ code: 100, message, ...user })).toBe('Threads says “The media is not ready.”');
    expect(quoteOf({ code: 9999, message, error_user_title: 'Media Not Ready' })).toBe(
      'Threads says “Media Not Ready”',
    );
  });

  it('are the message where that says something', () =>
    expect(quoteOf({ code: 9999, message: 'Only photo or video', ...user })).toBe(
      'Threads says “Only photo or video”',
    ));

  it.each(SUBJECTS)('are not shown where they say nothing: asking for %s', (subject) =>
    expect(quoteOf({ code: 9999, message: 'Fatal' }, subject)).not.toContain('Fatal'),
  );

  it('can be a name in place of a code', () => {
    const error = { code: 'THREADS_API__LINK_LIMIT_EXCEEDED', message: 'Too many links' };
    expect(errorOf('container', 400, JSON.stringify({ error })).kind).toBe('unknown');
    expect(quoteOf(error)).toBe('the post has more links than Threads accepts');
    expect(quoteOf({ code: 'THREADS_API__NEW' })).toBe('Threads says “THREADS_API__NEW”');
  });
});

it('has enough rows to be believed', () => expect(ROWS.length).toBeGreaterThan(900));
