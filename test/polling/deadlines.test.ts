import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR } from '../../src/duration.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const READY = [status('0s', 'IN_PROGRESS'), status('1m', 'FINISHED')];
const ended = (last: Step): Step[] => [...READY, last];

/** A watch of a container that is seen ready, and an outage of the account later. */
async function begin(life: readonly Step[], faults: readonly object[]): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }, { faults }) });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  return story;
}

const deadlines = (story: Story): [after: number, headline: string][] =>
  story
    .alerts()
    .flatMap(({ at, first }) => (/^[⏰⌛]/u.test(first) ? [[at, first.split('\n')[0] ?? '']] : []));

const OUTAGES: Readonly<Record<string, object>> = {
  'Threads fails': { http: 500, body: '' },
  'the token is refused': { error: { code: 190, error_subcode: 463 } },
  'the account is limited': { error: { code: 17 }, headers: { 'retry-after': '36000' } },
  'pages come instead of answers': { http: 403, body: '<html>' },
};

describe.each(Object.entries(OUTAGES))('the end of a container that was seen ready, while %s', (_, fault) => {
  it('is warned of an hour before and declared by the clock', async () => {
    const story = await begin(ended(status('24h', 'EXPIRED')), [{ from: '20h', to: '30h', ...fault }]);
    await story.pass('28h');
    expect(deadlines(story)).toEqual([
      [23 * HOUR, expect.stringMatching(/expires .*, if it is not published yet$/)],
      [24 * HOUR, expect.stringMatching(/has most likely expired: its 24 hours are over$/)],
    ]);
  });

  it('is not declared where the outage ends in time', async () => {
    const story = await begin(ended(status('23h10m', 'PUBLISHED')), [
      { from: '20h', to: '23h20m', ...fault },
    ]);
    await story.pass('36h');
    const [warning, ...others] = deadlines(story);
    expect(warning?.[0]).toBe(23 * HOUR);
    expect(others.filter(([, headline]) => !headline.includes('most likely expired'))).toEqual([]);
  });
});

it('the end of a container that was never seen ready is not declared by the clock', async () => {
  const story = await begin([status('0s', 'IN_PROGRESS')], [{ from: '20h', to: '30h', http: 500, body: '' }]);
  await story.pass('28h');
  expect(deadlines(story)).toEqual([]);
});

it('the ends of several containers are told in one message, which does not claim what nobody saw', async () => {
  const other = '17900000000000002';
  const life = ended(status('23h10m', 'PUBLISHED'));
  const story = await Story.begin({
    scenario: scenarioOf(
      { [VIDEO]: life, [other]: life },
      { faults: [{ from: '20h', to: '30h', http: 500, body: '' }] },
    ),
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO} ${other}`);
  await story.pass('26h');
  expect(deadlines(story)).toEqual([
    [23 * HOUR, expect.stringMatching(/2 posts of brand expire soon, if they are not published yet$/)],
    [24 * HOUR, expect.stringMatching(/2 posts of brand have most likely expired: their 24 hours are over$/)],
  ]);
  expect(story.live(VIDEO)?.now).toContain('not published at the last check');
});
