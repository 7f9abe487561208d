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

it('an error at the last check before the long pause is checked again a minute later', async () => {
  const story = await begin([
    status('0s', 'IN_PROGRESS'),
    error('14m', 9004, undefined, 500),
    status('15m30s', 'ERROR', 'UNKNOWN'),
  ]);
  await story.pass('17m');
  const failures = story.alerts().filter(({ first }) => first.startsWith('❌'));
  expect(failures.map(({ at }) => at)).toEqual([16 * MINUTE]);
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
