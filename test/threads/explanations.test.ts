import { describe, expect, it } from 'vitest';
import { THREADS_ERROR_KINDS } from '../../src/threads/errors.ts';
import { explainStatus } from '../../src/threads/explainStatus.ts';
import { type Explanation, explainContainerError, explainError } from '../../src/threads/explanations.ts';
import { CONTAINER_STATUSES } from '../../src/threads/status.ts';

/** The table of Meta's container errors: a phrase of the cause, one of the fix, and whether to try again. */
const CONTAINER_ERRORS: [message: string, cause: RegExp, fix: RegExp, tryAgain: Explanation['tryAgain']][] = [
  ['FAILED_DOWNLOADING_VIDEO', /^Meta could not download the video$/, /direct, public HTTPS file/, 'yes'],
  [
    'FAILED_PROCESSING_AUDIO',
    /could not process the video's audio/,
    /AAC-LC, at most 48 kHz.*128 kbps/,
    'once',
  ],
  [
    'FAILED_PROCESSING_VIDEO',
    /could not process the video$/,
    /H\.264.*4:2:0.*progressive.*moov atom/,
    'once',
  ],
  ['INVALID_ASPEC_RATIO', /aspect ratio/, /0\.01:1 and 10:1/, 'no'],
  ['INVALID_ASPECT_RATIO', /aspect ratio/, /0\.01:1 and 10:1/, 'no'],
  ['INVALID_BIT_RATE', /bit rate/, /100 Mbps.*128 kbps/, 'no'],
  ['INVALID_DURATION', /length/, /longer than 0 seconds and at most 300/, 'no'],
  ['INVALID_FRAME_RATE', /frame rate/, /23–60 frames/, 'no'],
  ['INVALID_AUDIO_CHANNELS', /number of channels/, /1 or 2 channels/, 'no'],
  ['INVALID_AUDIO_CHANNEL_LAYOUT', /channel layout/, /mono or stereo.*5\.1/, 'no'],
  ['UNKNOWN', /did not say why/, /300 seconds.*1 GB.*tunnels.*MP4.*new container/, 'once'],
];

describe('a failed container', () => {
  it.each(CONTAINER_ERRORS)('%s is explained', (message, cause, fix, tryAgain) => {
    const explanation = explainContainerError(message);
    expect(explanation.cause).toMatch(cause);
    expect(explanation.fix).toMatch(fix);
    expect(explanation.tryAgain).toBe(tryAgain);
    expect(explainContainerError(`THREADS_API__${message}`)).toBe(explanation);
    expect(explainContainerError(` ${message.toLowerCase()}\n`)).toBe(explanation);
  });

  it.each([undefined, '', '  '])('with %j for a reason is explained in general', (message) => {
    const explanation = explainContainerError(message);
    expect(explanation.cause).toBe('Threads gave no reason');
    expect(explanation.fix).toMatch(/new container/);
    expect(explanation.tryAgain).toBe('once');
  });

  it.each(['TOO_MANY_CATS', 'constructor', 'Không thể tải video xuống', '동영상을 처리할 수 없습니다'])(
    'with the unheard-of reason %s quotes it and advises in general',
    (message) => {
      const explanation = explainContainerError(message);
      expect(explanation.cause).toBe(`Threads says “${message}”`);
      expect(explanation.fix).toMatch(/new container/);
      expect(explanation.tryAgain).toBe('once');
    },
  );

  it('quotes a reason on one line and not without end', () => {
    expect(explainContainerError('a\n\tb\u0000c').cause).toBe('Threads says “a b c”');
    const { cause } = explainContainerError('😀'.repeat(300));
    expect([...cause]).toHaveLength('Threads says “”'.length + 200);
    expect(cause).toMatch(/😀…”$/u);
  });
});

describe('an error', () => {
  it.each(THREADS_ERROR_KINDS)('of kind %s is explained in plain words', (kind) =>
    expectPlainWords(explainError({ kind })),
  );

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
    expect(explanation.tryAgain).toBe('no');
    expectPlainWords(explanation);
  });

  it.each([
    ['container', /threads_content_publish/],
    ['quotas', /scope of each quota/],
    ['user', /threads_basic was/],
    [undefined, /threads_content_publish/],
  ] as const)('of permission asking for %s names the likely scope', (subject, scope) =>
    expect(explainError({ kind: 'permission', subject }).fix).toMatch(scope),
  );

  it('of a question refused quotes what Threads said, in its language', () =>
    expect(explainError({ kind: 'bad-request', apiMessage: 'Paramètre non valide' }).cause).toBe(
      'Threads says “Paramètre non valide”',
    ));

  it('of a question refused knows the names that are not localised', () =>
    expect(explainError({ kind: 'bad-request', apiMessage: 'Lỗi: THREADS_API__INVALID_DURATION.' })).toBe(
      explainContainerError('INVALID_DURATION'),
    ));

  it('of a question refused quotes a name that it does not know', () =>
    expect(explainError({ kind: 'bad-request', apiMessage: 'THREADS_API__NEW' }).cause).toContain(
      '“THREADS_API__NEW”',
    ));

  it.each([
    ['not-visible', 'yes'],
    ['no-such-object', 'no'],
    ['not-a-container', 'no'],
    ['child-not-ready', 'once'],
    ['bad-request', 'no'],
    ['token', 'no'],
    ['permission', 'no'],
    ['limited', 'yes'],
    ['restricted', 'no'],
    ['media-not-fetched', 'once'],
    ['outage', 'yes'],
  ] as const)('of kind %s: try again? %s', (kind, tryAgain) =>
    expect(explainError({ kind }).tryAgain).toBe(tryAgain),
  );

  it("of a post's id says exactly that", () => {
    const { cause, fix } = explainError({ kind: 'not-a-container' });
    expect(cause).toContain("published post's id");
    expect(fix).toContain('container id');
  });
});

describe('the words', () => {
  it.each(CONTAINER_ERRORS)('for %s are plain', (message) =>
    expectPlainWords(explainContainerError(message)),
  );

  it('for a missing reason are plain', () => expectPlainWords(explainContainerError(undefined)));
});

describe('a status', () => {
  it.each([
    ['IN_PROGRESS', /still being processed/, /video usually in 25 to 90 seconds/],
    ['FINISHED', /ready to be published/, /30 seconds.*24 hours/],
    ['PUBLISHED', /is published/, /Nothing is left/],
    ['ERROR', /failed/, /new container/],
    ['EXPIRED', /not published within 24 hours/, /new container/],
  ])('%s is explained', (status, meaning, advice) => {
    const words = explainStatus(status);
    expect(words.meaning).toMatch(meaning);
    expect(words.advice).toMatch(advice);
  });

  it.each(CONTAINER_STATUSES)('%s stands in no word of its own explanation', (status) => {
    const { meaning, advice } = explainStatus(status);
    expect(meaning + advice).not.toContain(status);
  });

  it.each(['ON_HOLD', 'toString'])('%s, which is not documented, is quoted', (status) => {
    const { meaning, advice } = explainStatus(status);
    expect(meaning).toBe(`has a status that Threads does not document: “${status}”`);
    expect(advice).toMatch(/Check again/);
  });
});

/** No enum, no bare code; the cause is a clause, the fix is made of sentences. */
function expectPlainWords({ cause, fix }: Explanation): void {
  expect(`${cause} ${fix}`).not.toMatch(/[A-Z]+_[A-Z]+|\b(?:code|subcode|HTTP) \d|\b\d{4,}\b|[`*{}[\]]/);
  expect(cause).toMatch(/^(?:Threads|Meta|[a-z])/);
  expect(cause).not.toMatch(/\.$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  expect(cause.length).toBeLessThan(110);
}
