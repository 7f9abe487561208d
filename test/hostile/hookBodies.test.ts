import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HookCallError } from '../../src/hooks/read/hookCallError.ts';
import { LONGEST_BODY, readHookCall } from '../../src/hooks/read/readHookCall.ts';
import { beginHookStory } from '../hooks/hookServer.ts';
import { drawn } from '../support/isThorough.ts';
import { scenarioOf } from '../support/scenarios.ts';

const NOW = Date.UTC(2026, 0, 1);
const ID = '17880000000000001';

/** ms of CPU time, of the fastest of some tries: a body is read in one or two. */
const LONGEST = 20;
const TRIES = 10;

const FIELDS = [
  'container',
  'containers',
  'note',
  'created_at',
  'age',
  'published',
  'permalink',
  'error',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

/** Values that are likely to be taken for another one, or to hold a reader up. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(ID, Number(ID), [ID], [[ID]], { id: ID }, true, false, null, '', ' ', 0, -0, -1),
  fc.constantFrom<unknown>(
    1e308,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_VALUE,
    NOW,
    NOW / 1_000,
    '20m',
    '1e400',
  ),
  fc.constantFrom<unknown>(
    '2026-01-01T00:00:00Z',
    '0000-00-00T00:00:00Z',
    'https://a',
    'javascript:x',
    '\u202e',
  ),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  fc.jsonValue({ maxDepth: 4 }),
);

const record = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), odd), { maxLength: 8 })
  .map((fields) => `{${fields.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',')}}`);

/** Numbers as no program of JavaScript writes them. */
const numbers = fc
  .tuple(fc.constantFrom(...FIELDS), fc.stringMatching(/^-?\d{1,400}(\.\d{1,40})?(e[+-]?\d{1,4})?$/))
  .map(([name, number]) => `{"${name}":${number}}`);

const nested = fc
  .tuple(
    fc.constantFrom('[', '{"a":', '{"error":', '{"containers":[', '[{"', '"', '\\', '{"__proto__":'),
    fc.integer({ min: 1, max: 8_000 }),
    fc.constantFrom('', ']', '}', '1', `"${ID}"`),
  )
  .map(([open, times, end]) => open.repeat(times) + end.repeat(times));

const form = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...FIELDS, 'containers[]', '%00', ''), odd), { maxLength: 20 })
    .map((fields) =>
      fields
        .map(
          ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
        )
        .join('&'),
    ),
  fc
    .tuple(
      fc.constantFrom('containers[]=1&', '&', '=', '%', '%f0', 'a=b&', `container=${ID}&`, '+'),
      fc.nat(8_000),
    )
    .map(([part, times]) => part.repeat(times)),
);

const bytes = fc.oneof(
  fc.oneof(record, numbers, nested, form, fc.json()).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 2_000 }).map((raw) => Buffer.from(raw)),
  // A sign of UTF-8 that is cut in two, inside of JSON.
  fc.tuple(record, fc.nat(200)).map(([text, at]) => {
    const raw = Buffer.from(text);
    raw[Math.min(at, raw.length - 1)] = 0xe2;
    return raw;
  }),
);

const calls = fc.record({
  body: bytes.map((raw) => raw.subarray(0, LONGEST_BODY)),
  contentType: fc.constantFrom(
    undefined,
    'application/json',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/json; charset=__proto__',
    'text/plain',
    'multipart/form-data; boundary=x',
    ';;;',
  ),
  query: fc.oneof(
    fc.constant(''),
    form.map((text) => text.slice(0, 4_000)),
  ),
});

it('hostile bodies are each read, or refused with a field, in a moment', () => {
  fc.assert(
    fc.property(calls, (content) => {
      let best = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < TRIES && best > LONGEST; tries += 1) {
        const begun = process.threadCpuUsage();
        try {
          const call = readHookCall(content, NOW);
          // What is stored must be readable again.
          expect(() => JSON.stringify(call)).not.toThrow();
          expect(call.note?.isWellFormed() ?? true).toBe(true);
          expect(call.createdAt ?? NOW).toBeLessThanOrEqual(NOW);
        } catch (error) {
          if (!(error instanceof HookCallError)) throw error;
          expect(error.message.length).toBeLessThan(300);
        }
        const { user, system } = process.threadCpuUsage(begun);
        best = Math.min(best, (user + system) / 1_000);
      }
      expect(best).toBeLessThanOrEqual(LONGEST);
    }),
    { numRuns: drawn(10_000) },
  );
  expect({}).not.toHaveProperty('container');
});

it('hostile bodies over HTTP are answered with 202, 400 or 413, and the server goes on', async () => {
  const { story, make, call } = await beginHookStory({ scenario: scenarioOf({}) });
  const key = await make();
  await fc.assert(
    fc.asyncProperty(calls, async ({ body, contentType, query }) => {
      story.clock.moveTo(story.clock.now() + 10);
      const path = `${key}${query === '' ? '' : `?${encodeURI(query.toWellFormed())}`}`;
      const { status } = await call(path, '', {
        body: new Uint8Array(body),
        headers: contentType === undefined ? {} : { 'content-type': contentType },
      });
      expect([202, 400]).toContain(status);
    }),
    { numRuns: drawn(500) },
  );
  expect(await call(key, { container: ID })).toMatchObject({ status: 202 });
});
