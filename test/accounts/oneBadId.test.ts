import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const BAD = '17900000000000099';

/** Twenty containers that fare differently, by id, and when the channel must hear of each, ms after the start. */
const HEALTHY: Readonly<Record<string, readonly Step[]>> = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [String(17900000000000001n + BigInt(index)), lifeOf(index)]),
);

function lifeOf(index: number): readonly Step[] {
  if (index < 8)
    return [status('0s', 'IN_PROGRESS'), status('100s', 'FINISHED'), status('170s', 'PUBLISHED')];
  if (index < 14)
    return [status('0s', 'IN_PROGRESS'), status(`${100 + index}s`, 'ERROR', 'INVALID_DURATION')];
  if (index < 17) return [status('0s', 'IN_PROGRESS'), status('9m', 'ERROR', 'UNKNOWN')];
  return [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];
}

/** What Threads can answer for one id for ever, though the account is well. */
const TROUBLES: readonly (readonly [name: string, step: object])[] = [
  ...[1, 2, 3, 4, 9, 10, 17, 25, 32, 100, 101, 102, 104, 190, 200, 341, 368, 613, 1_000, 80_002, -1].map(
    (code) => [`code ${code}`, { error: { code, http: 500, message: 'Something went wrong' } }] as const,
  ),
  ['code 24/4279009', { error: { code: 24, error_subcode: 4279009, http: 400 } }],
  ['code 100/33', { error: { code: 100, error_subcode: 33, http: 400 } }],
  ['an empty 500', { http: 500, body: '' }],
  ['an empty 200', { http: 200, body: '' }],
  ['a page with 200', { http: 200, body: '<html>Sorry</html>' }],
  ['a page with 403', { http: 403, body: '<html>Forbidden</html>' }],
  ['a body without a status', { http: 200, body: '{"id":"17900000000000099"}' }],
  ['a status code in its place', { http: 200, body: '{"id":"17900000000000099","status_code":"FINISHED"}' }],
  ['an array', { http: 200, body: '[]' }],
  ['a status that is no text', { http: 200, body: '{"id":"17900000000000099","status":3}' }],
  ['an error object with 200', { http: 200, body: '{"error":{"message":"x","code":1}}' }],
  ['code 4/2207051', { error: { code: 4, error_subcode: 2207051, http: 400 } }],
];

interface Played {
  readonly story: Story;
  readonly total: number;
  readonly told: readonly string[];
}

async function play(bad: object | undefined): Promise<Played> {
  const containers = { ...HEALTHY, ...(bad && { [BAD]: [{ at: '0s', ...bad }] }) };
  const story = await Story.begin({ scenario: scenarioOf(containers) });
  onTestFinished(() => story.end());
  if (bad) await story.type(`watch ${BAD}`);
  await story.type(`watch ${Object.keys(HEALTHY).join(' ')}`);
  await story.pass('25h');
  const told = story.alerts().filter(({ first }) => !first.includes(BAD));
  return { story, total: story.sandbox.calls.length, told: told.map(({ at, first }) => `${at} ${first}`) };
}

describe('one id in lasting trouble beside twenty healthy containers', () => {
  let healthyCalls = 0;
  let healthyTold: readonly string[] = [];
  beforeAll(async () => {
    const story = await Story.begin({ scenario: scenarioOf(HEALTHY) });
    await story.type(`watch ${Object.keys(HEALTHY).join(' ')}`);
    await story.pass('25h');
    healthyCalls = story.sandbox.calls.length;
    healthyTold = story.alerts().map(({ at, first }) => `${at} ${first}`);
    await story.end();
  });

  it.each(TROUBLES)(
    '%s: the others are checked and reported as ever, and it is reported alone',
    async (_, bad) => {
      const { story, total, told } = await play(bad);
      expect(told).toEqual(healthyTold);
      const alerts = story.alerts().filter(({ first }) => first.includes(BAD));
      expect(alerts).toHaveLength(1);
      expect(story.checksAt(BAD)).toBeGreaterThanOrEqual(2);
      expect(story.checksAt(BAD)).toBeLessThanOrEqual(8);
      expect(total - story.checksAt(BAD)).toBeLessThanOrEqual(healthyCalls * 1.1);
      expect(await story.type('watches')).toContain('watches nothing');
    },
  );
});
