import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import { type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const CHECKS = [0, 1, 2, 3, 4, 15, 23 * 60, 24 * 60].map((minutes) => minutes * MINUTE);

/** A probe comes at least this often while Threads fails. */
const LONGEST_PROBE_INTERVAL = 15 * MINUTE;

/** Each run plays a day and a half of one account. */
const RUNS = 15;

interface Window {
  readonly kind: 'outage' | 'limit';
  readonly from: number;
  readonly to: number;
}

const seconds = (least: number, most: number) => fc.integer({ min: least, max: most }).map((s) => s * SECOND);

/** A time in which Threads answers nothing of the account: all its calls fail, or are limited. */
const windows = fc.array(
  fc.record({
    kind: fc.constantFrom('outage' as const, 'limit' as const),
    from: seconds(30, 24 * 3_600),
    length: seconds(30, 3 * 3_600),
  }),
  { maxLength: 3 },
);

const failures = fc.array(seconds(10, 23 * 3_600), { minLength: 5, maxLength: 12 });

const badCodes = fc.array(fc.constantFrom(1, 2, 3, 10, 17, 25, 104, 190, 200, 368, 613, 999, 80_002), {
  maxLength: 4,
});

function faultOf({ kind, from, to }: Window): object {
  const error =
    kind === 'outage'
      ? { code: 2, http: 500, message: 'Service temporarily unavailable' }
      : { code: 613, http: 400, message: 'Calls to this api have exceeded the rate limit.' };
  return {
    from: `${from / SECOND}s`,
    to: `${to / SECOND}s`,
    error,
    ...(kind === 'limit' && { headers: { 'retry-after': '600' } }),
  };
}

/** When a failure must have been reported: at the next check, made up for after what stood in its way. */
function latestReport(failedAt: number, blocked: readonly Window[]): number {
  let latest = (CHECKS.find((check) => check >= failedAt) ?? 24 * HOUR) + MINUTE;
  // Blocked times follow each other: each can put off what the one before it delayed.
  for (const { kind, from, to } of [...blocked].sort((a, b) => a.from - b.from)) {
    const slack = kind === 'limit' ? 10 * MINUTE + 15 * MINUTE : LONGEST_PROBE_INTERVAL + MINUTE;
    if (from <= latest) latest = Math.max(latest, to + slack);
  }
  return latest;
}

it('whatever fails beside them, healthy containers are reported on time outside true outages', async () => {
  await fc.assert(
    fc.asyncProperty(windows, failures, badCodes, async (drawn, failedAt, codes) => {
      const blocked = drawn.map(({ kind, from, length }) => ({ kind, from, to: from + length }));
      const healthy = failedAt.map((at, index): [string, Step[]] => [
        String(17900000000000001n + BigInt(index)),
        [status('0s', 'IN_PROGRESS'), status(`${at / SECOND}s`, 'ERROR', 'INVALID_DURATION')],
      ]);
      const bad = codes.map((code, index): [string, Step[]] => [
        String(17900000000000101n + BigInt(index)),
        [{ at: '0s', error: { code, http: 500, message: 'Something went wrong' } }],
      ]);
      const containers = Object.fromEntries([...bad, ...healthy]);
      const story = await Story.begin({ scenario: scenarioOf(containers, { faults: blocked.map(faultOf) }) });
      try {
        await story.type(`watch ${Object.keys(containers).join(' ')}`);
        await story.pass('36h');
        for (const [index, at] of failedAt.entries()) {
          const id = healthy[index]?.[0] ?? '';
          const alert = story.alerts().find(({ first, now }) => first[0] === '❌' && now.includes(id));
          expect([id, at, alert === undefined]).toEqual([id, at, false]);
          expect(alert?.at).toBeLessThanOrEqual(latestReport(at, blocked));
        }
      } finally {
        await story.end();
      }
    }),
    { numRuns: RUNS, seed: 7 },
  );
});
