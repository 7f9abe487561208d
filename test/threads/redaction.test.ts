import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secrets } from '../../src/secrets.ts';
import { containerEndpoint } from '../../src/threads/containerEndpoint.ts';
import { ThreadsError } from '../../src/threads/errors.ts';
import { quotaEndpoint } from '../../src/threads/quotaEndpoint.ts';
import { QUOTA_PAIRS } from '../../src/threads/quotas.ts';
import { type Endpoint, readAnswer } from '../../src/threads/readAnswer.ts';
import { CONTAINER_STATUSES } from '../../src/threads/status.ts';
import { REFRESH_ENDPOINT } from '../../src/threads/tokenEndpoints.ts';
import { USER_ENDPOINT } from '../../src/threads/userEndpoint.ts';

const ID = '17900000000000001';

const pair = (total: number) => ({ quota_total: total, quota_duration: 86_400 });

/** Answers of every kind, of which each part decides something. */
const ANSWERS: readonly [endpoint: Endpoint<unknown>, http: number, body: unknown][] = [
  ...CONTAINER_STATUSES.map((status): [Endpoint<unknown>, number, unknown] => [
    containerEndpoint(ID),
    200,
    { id: ID, status },
  ]),
  [USER_ENDPOINT, 200, { id: '17841400000000001', username: 'brand.of_2026' }],
  [
    quotaEndpoint(QUOTA_PAIRS),
    200,
    { data: [{ quota_usage: 212, config: pair(250), reply_quota_usage: 4, reply_config: pair(1_000) }] },
  ],
  [REFRESH_ENDPOINT, 200, { access_token: 'THAA-refreshed-1', expires_in: 5_184_000 }],
  [containerEndpoint(ID), 400, { error: { code: 24, error_subcode: 4279009 } }],
  [
    containerEndpoint(ID),
    400,
    { error: { code: 100, message: '(#100) Tried accessing nonexisting field (status)' } },
  ],
  [USER_ENDPOINT, 403, { error: { code: 200, message: 'API access blocked.' } }],
  [USER_ENDPOINT, 401, { error: { code: '190', error_subcode: '463' } }],
];

/** Anything that stands in one of the answers: keys, values, and parts of both. */
const written = ANSWERS.map(([, , body]) => JSON.stringify(body));
const parts = fc
  .tuple(fc.constantFrom(...written), fc.nat(), fc.integer({ min: 1, max: 40 }))
  .map(([text, at, length]) => text.slice(at % text.length, (at % text.length) + length));

/** What an answer comes to, without the words that are shown to people. */
function understand(
  [endpoint, httpStatus, body]: (typeof ANSWERS)[number],
  redact: (text: string) => string,
) {
  try {
    const answer = { httpStatus, text: JSON.stringify(body) };
    return readAnswer(endpoint, answer, { account: 'brand', now: 0, redact });
  } catch (error) {
    if (!(error instanceof ThreadsError)) throw error;
    const { kind, code, subcode, httpStatus: http } = error;
    return { kind, code, subcode, http };
  }
}

describe('redaction', () => {
  it('changes nothing of what is understood, whatever is taken for a secret', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), (taken) => {
        const redact = (text: string): string =>
          taken.reduce((line, each) => line.replaceAll(each, '[secret]'), text);
        for (const answer of ANSWERS)
          expect(understand(answer, redact)).toEqual(understand(answer, (text) => text));
      }),
    );
  });

  it('hides a secret in each text that is stored or shown', () => {
    const secrets = new Secrets(['THAA-planted-1']);
    const redact = (text: string): string => secrets.hide(text);
    const says = 'see ?t=THAA-planted-1';
    const read = (endpoint: Endpoint<unknown>, http: number, body: unknown): unknown => {
      try {
        return readAnswer(
          endpoint,
          { httpStatus: http, text: JSON.stringify(body) },
          { account: 'brand', now: 0, redact },
        );
      } catch (error) {
        return error instanceof ThreadsError ? { ...error } : error;
      }
    };
    const shown = JSON.stringify([
      read(containerEndpoint(ID), 200, { status: says, error_message: says }),
      read(USER_ENDPOINT, 200, { id: says, username: says }),
      read(USER_ENDPOINT, 400, {
        error: { code: 100, message: says, fbtrace_id: says },
      }),
    ]);
    expect(shown.match(/see \?t=\[secret\]/g)?.length).toBeGreaterThanOrEqual(6);
    expect(shown).not.toContain('THAA-planted-1');
  });
});

describe('a secret', () => {
  it.each([
    ['THAA-brand-1', true],
    ['planted/app+secret=0123456789', true],
    ['sandbox-token', true],
    ['correcthorsebattery', true],
    ['aB3dE6', true],
    ['EXPIRED', false],
    ['FAILED_DOWNLOADING_VIDEO', false],
    ['quota_usage', false],
    ['brands', false],
    ['Threads', false],
    ['4279009', false],
    ['aB3dE', false],
    ['', false],
  ])('%j is hidden: %s', (value, isHidden) => {
    expect(new Secrets([value]).hide(`<${value}>`)).toBe(isHidden ? '<[secret]>' : `<${value}>`);
  });
});
