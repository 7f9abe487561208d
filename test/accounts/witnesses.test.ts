import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const [FAILS, EXPIRES, GOES_OUT] = ['17900000000000001', '17900000000000002', '17900000000000003'] as const;
const BAD = ['17900000000000011', '17900000000000012', '17900000000000013'] as const;

/** Healthy containers that fare differently. */
const HEALTHY: Readonly<Record<string, readonly Step[]>> = {
  [FAILS]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'INVALID_DURATION')],
  [EXPIRES]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
  [GOES_OUT]: [status('0s', 'IN_PROGRESS'), status('6m', 'PUBLISHED')],
};

const always = (code: number): Step[] => [{ at: '0s', error: { code, http: 500 } }];

async function begin(
  containers: Readonly<Record<string, readonly Step[]>>,
  faults: readonly object[] = [],
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, { faults }) });
  onTestFinished(() => story.end());
  return story;
}

/** When the channel heard first of each icon, in minutes. */
function firstOf(story: Story, icon: string): number | undefined {
  const alert = story.alerts().find(({ first }) => first.startsWith(icon));
  return alert && alert.at / MINUTE;
}

const countOf = (story: Story, icons: RegExp): number =>
  story.alerts().filter(({ first }) => icons.test(first)).length;

const ME_FAILS: Readonly<Record<string, object>> = {
  'with an empty 500': { http: 500, body: '' },
  'with code 2': { error: { code: 2, http: 500 } },
  'with a missing permission': { error: { code: 10, http: 500 } },
  'with a refused token': { error: { code: 190, error_subcode: 463, http: 500 } },
  'with a page': { http: 403, body: '<html>Sorry</html>' },
};

describe.each(Object.entries(ME_FAILS))('`/me` alone fails, %s', (_, answer) => {
  it('and one id fails too: the others are told of all the same', async () => {
    const story = await begin({ ...HEALTHY, [BAD[0]]: always(2) }, [{ only: 'me', ...answer }]);
    await story.type(`watch ${BAD[0]}`);
    await story.type(`watch ${FAILS} ${EXPIRES} ${GOES_OUT}`);
    await story.pass('26h');
    // Its life begins with its first check, and that is the one that shows that the account lives.
    expect(firstOf(story, '❌')).toBeLessThanOrEqual(16);
    expect(firstOf(story, '🟢')).toBeLessThanOrEqual(16);
    expect(firstOf(story, '⏰')).toBeLessThanOrEqual(23 * 60 + 1);
    expect(firstOf(story, '⌛')).toBeLessThanOrEqual(24 * 60 + 1);
    expect(story.alertsOn(BAD[0])).toHaveLength(1);
    expect(story.checksAt(BAD[0])).toBeLessThanOrEqual(8);
    expect(countOf(story, /^(?:🔑|🌩)/u)).toBeLessThanOrEqual(1);
  });

  it('where no other id fails: what falls due is told within about an hour', async () => {
    const story = await begin(HEALTHY, [{ from: '10m', only: 'me', ...answer }]);
    await story.type(`watch ${Object.keys(HEALTHY).join(' ')}`);
    await story.pass('26h');
    expect(firstOf(story, '🟢')).toBeLessThanOrEqual(76);
    expect(firstOf(story, '⌛')).toBeLessThanOrEqual(24 * 60 + 1);
    expect(countOf(story, /^(?:🔑|🌩)/u)).toBeLessThanOrEqual(1);
  });
});

describe.each([
  [4, 2],
  [17, 2],
  [4, 10],
  [17, 613],
  [4, 4],
  [17, 17],
])('a limit on one id (code %i), and code %i on another', (limit, other) => {
  it('is no limit of the account, which answers for its other containers', async () => {
    const story = await begin({ ...HEALTHY, [BAD[0]]: always(limit), [BAD[1]]: always(other) });
    await story.type(`watch ${BAD[0]} ${BAD[1]}`);
    await story.type(`watch ${FAILS} ${EXPIRES} ${GOES_OUT}`);
    await story.pass('26h');
    expect(firstOf(story, '❌')).toBeLessThanOrEqual(3);
    expect(firstOf(story, '🟢')).toBeLessThanOrEqual(16);
    expect(countOf(story, /^(?:🚦|✅)/u)).toBe(0);
    for (const id of BAD.slice(0, 2)) expect(story.checksAt(id)).toBeLessThanOrEqual(8);
  });
});

it('a limit of every status call is told once and healed once, though `/me` is answered', async () => {
  const life = [status('0s', 'IN_PROGRESS'), status('10m', 'FINISHED'), status('24h', 'EXPIRED')];
  const story = await begin({ [FAILS]: life, [EXPIRES]: life, [GOES_OUT]: life }, [
    { from: '90s', to: '5h', only: 'status', error: { code: 17, http: 400 } },
  ]);
  await story.type(`watch ${FAILS} ${EXPIRES} ${GOES_OUT}`);
  await story.pass('7h');
  expect(countOf(story, /^(?:🚦|🌩)/u)).toBe(1);
  expect(countOf(story, /^✅/u)).toBe(1);
  expect(firstOf(story, '✅')).toBeGreaterThan(5 * 60);
});

it.each([1, 2, 10, 190, 999])(
  'three ids that answer code %i while the healthy ones wait for their 23 h check are told of alone',
  async (code) => {
    const story = await begin({
      ...HEALTHY,
      ...Object.fromEntries(BAD.map((id) => [id, always(code)])),
    });
    await story.type(`watch ${FAILS} ${EXPIRES} ${GOES_OUT}`);
    await story.pass('2h');
    await story.type(`watch ${BAD.join(' ')}`);
    await story.pass('26h');
    expect(countOf(story, /^(?:🌩|🔑|✅)/u)).toBe(0);
    expect(firstOf(story, '⚠')).toBeLessThanOrEqual(3 * 60);
    expect(firstOf(story, '⏰')).toBeLessThanOrEqual(23 * 60 + 1);
    for (const id of BAD) expect(story.checksAt(id)).toBeLessThanOrEqual(8);
  },
);

it('watches end although every status call is refused for days', async () => {
  const life = [status('0s', 'IN_PROGRESS')];
  const story = await begin({ [FAILS]: life, [EXPIRES]: life, [GOES_OUT]: life }, [
    { from: '90s', only: 'status', error: { code: 10, http: 500 } },
  ]);
  await story.type(`watch ${FAILS} ${EXPIRES} ${GOES_OUT}`);
  await story.pass('26h');
  expect(await story.type('watches')).toContain('watches nothing');
  const calls = story.sandbox.calls.length;
  await story.pass('48h');
  expect(story.sandbox.calls.length - calls).toBeLessThanOrEqual(60);
  expect(story.alerts().at(-1)?.at).toBeLessThanOrEqual(26 * HOUR);
});
