import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/duration.ts';
import { ThreadsError } from '../../src/threads/errors.ts';
import { explainContainerError } from '../../src/threads/explainContainerError.ts';
import { explainError } from '../../src/threads/explainError.ts';
import { anySign } from '../support/anySign.ts';
import { drawn } from '../support/isThorough.ts';
import { BRAND, ID, TOKEN, useApi, useScriptedThreads } from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const word = fc.oneof(fc.string(), fc.constantFrom('FINISHED', 'ERROR', 'UNKNOWN', TOKEN, '190', '-1'));
const scalar = fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const code = fc.oneof(fc.constantFrom(1, 4, 10, 24, 100, 190, 613, '190'), scalar);
const error = fc.record(
  { code, error_subcode: code, message: scalar, fbtrace_id: scalar, error_user_msg: scalar },
  { requiredKeys: [] },
);
const config = fc.record({ quota_total: scalar, quota_duration: scalar }, { requiredKeys: [] });
const row = fc.record(
  { quota_usage: scalar, config: fc.oneof(config, scalar), reply_quota_usage: scalar, reply_config: config },
  { requiredKeys: [] },
);
const likely = fc.record(
  {
    id: scalar,
    username: scalar,
    status: scalar,
    error_message: scalar,
    error_code: code,
    error: fc.oneof(error, scalar),
    data: fc.oneof(fc.array(fc.oneof(row, scalar)), scalar),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 4, arbitrary: likely.map((value) => JSON.stringify(value)) },
  fc.json(),
  fc.string(),
  fc.string({ unit: anySign }),
);
const status = fc.oneof(
  fc.constantFrom(200, 400, 401, 403, 404, 429, 500, 503),
  fc.integer({ min: 200, max: 599 }),
);
const headers = fc.record(
  {
    'retry-after': fc.oneof(
      fc.integer().map(String),
      fc.constantFrom('soon', 'Tue, 24 Nov 2026 04:00:00 GMT'),
    ),
    'x-business-use-case-usage': fc.json().filter((text) => /^[\x20-\x7e]*$/.test(text)),
    'x-app-usage': fc.json().filter((text) => /^[\x20-\x7e]*$/.test(text)),
  },
  { requiredKeys: [] },
);

describe('whatever Threads answers', () => {
  it('a valid reading comes out, or a ThreadsError that can be explained', async () => {
    const { api, clock } = openApi({ attempts: 1 });
    await fc.assert(
      fc.asyncProperty(body, status, headers, async (text, httpStatus, sent) => {
        clock.time += DAY;
        threads.answer({ status: httpStatus, body: text, headers: sent });
        await Promise.all([
          expectReadingOrError(api.fetchContainer(BRAND, ID), ({ id, status, errorMessage }) => {
            expect(id).toBe(ID);
            expect(status).not.toBe('');
            expect(explainContainerError(errorMessage).cause).not.toBe('');
          }),
          expectReadingOrError(api.fetchUser(BRAND), ({ id, username }) => {
            expect(id).not.toBe('');
            expect(username).not.toBe('');
          }),
          expectReadingOrError(api.fetchQuotas(BRAND), (reading) => {
            const known = Object.values(reading).filter(({ kind }) => kind === 'known');
            expect(known.length).toBeGreaterThan(0);
            for (const { used, total, windowSeconds } of known as {
              used: number;
              total: number;
              windowSeconds: number;
            }[]) {
              for (const count of [used, total, windowSeconds])
                expect(Number.isSafeInteger(count)).toBe(true);
              expect(Math.min(used, total)).toBeGreaterThanOrEqual(0);
              expect(windowSeconds).toBeGreaterThan(0);
            }
          }),
        ]);
      }),
      { numRuns: drawn(150) },
    );
  });
});

async function expectReadingOrError<T>(call: Promise<T>, expectValid: (reading: T) => void): Promise<void> {
  let reading: T;
  try {
    reading = await call;
  } catch (error) {
    expect(error).toBeInstanceOf(ThreadsError);
    if (error instanceof ThreadsError) expect(explainError(error).fix).not.toBe('');
    expect(JSON.stringify(error)).not.toContain(TOKEN);
    return;
  }
  expectValid(reading);
}
