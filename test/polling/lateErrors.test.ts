import { expect, it, onTestFinished } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { error, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const OTHER = '17900000000000002';
/** Another container of the account, which is well: so the errors are those of the first alone. */
const WELL = [status('0s', 'IN_PROGRESS'), status('30m', 'FINISHED')];

async function begin(life: readonly Step[]): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life, [OTHER]: WELL }) });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO} ${OTHER}`);
  return story;
}

it('an error at the last check before the long pause is checked again some minutes later', async () => {
  const story = await begin([
    status('0s', 'IN_PROGRESS'),
    error('14m', 9004, undefined, 500),
    status('15m30s', 'ERROR', 'UNKNOWN'),
  ]);
  await story.pass('21m');
  const failures = story.alerts().filter(({ first }) => first.startsWith('❌'));
  expect(failures.map(({ at }) => at)).toEqual([20 * MINUTE]);
});

it.each([[2], [190], [17], [100], [9004]])(
  'a container that answers code %i from then on costs at most 8 calls, and is told of once',
  async (code) => {
    const story = await begin([
      status('0s', 'IN_PROGRESS'),
      error('5m', code, code === 100 ? 2207009 : undefined, 500),
    ]);
    await story.pass('25h');
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(8);
    expect(story.alertsOn(VIDEO).filter(({ first }) => /^[⚠🚫❔]/u.test(first))).toHaveLength(1);
    expect(await story.type('watches')).toContain('watches nothing');
  },
);

it.each([[1], [2], [10], [190], [17], [9004]])(
  'a ready container that answers code %i from then on is told of within the hour, and its deadlines by the clock',
  async (code) => {
    const story = await begin([
      status('0s', 'IN_PROGRESS'),
      status('1m', 'FINISHED'),
      error('5m', code, undefined, 500),
    ]);
    await story.pass('1h');
    expect(story.alertsOn(VIDEO).map(({ first }) => [...first][0])).toEqual(['⚠']);
    expect(await story.type('watches')).toMatch(/17900000000000001.*can't be checked/);
    await story.pass('24h');
    const told = story.alertsOn(VIDEO).map(({ at, first }) => [[...first][0], Math.round(at / MINUTE)]);
    expect(told).toEqual([
      ['⚠', expect.any(Number)],
      ['⏰', 23 * 60],
      ['⌛', 24 * 60],
    ]);
    expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(8);
  },
);

it('one error at the 15 min check of a ready container alarms nobody', async () => {
  const story = await begin([
    status('0s', 'IN_PROGRESS'),
    status('1m', 'FINISHED'),
    error('14m', 2, undefined, 500),
    status('15m30s', 'PUBLISHED'),
  ]);
  await story.pass('25h');
  expect(story.alertsOn(VIDEO)).toEqual([]);
});
