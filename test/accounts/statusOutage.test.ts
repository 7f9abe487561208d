import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, MINUTE } from '../../src/duration.ts';
import { type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

const IDS = ['17900000000000001', '17900000000000002', '17900000000000003', '17900000000000004'];
const [FIRST = '', SECOND = '', THIRD = ''] = IDS;

/** Fails while no status can be read, so that people wait for the news. */
const FAILS: readonly Step[] = [status('0s', 'IN_PROGRESS'), status('5m', 'ERROR', 'INVALID_DURATION')];

/** What Threads can answer to each status call, while it answers \`/me\`. */
const ANSWERS: Readonly<Record<string, object>> = {
  'an empty 500': { http: 500, body: '' },
  'a page of an edge': { http: 403, body: '<html>Sorry</html>' },
  'code 1': { error: { code: 1, http: 500 } },
  'code 2': { error: { code: 2, http: 500 } },
  'a missing permission': { error: { code: 10, http: 500 } },
  'a refused token': { error: { code: 190, error_subcode: 463, http: 500 } },
  'an unknown code': { error: { code: 999, http: 400 } },
  'a body without a status': { http: 200, body: '{"id":"1"}' },
  'an array': { http: 200, body: '[]' },
};

async function begin(
  containers: Readonly<Record<string, readonly Step[]>>,
  faults: readonly object[],
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, { faults }) });
  onTestFinished(() => story.end());
  return story;
}

const allFailing = Object.fromEntries(IDS.map((id) => [id, FAILS]));
const icons = (story: Story): (string | undefined)[] => story.alerts().map(({ first }) => [...first][0]);

describe.each(Object.entries(ANSWERS))('%s to every status call, while `/me` is answered', (_, answer) => {
  const outage = (from: string, to: string) => [{ from, to, only: 'status', ...answer }];

  it('is one incident, whose end is found within 15 minutes, and the news with it', async () => {
    const story = await begin(allFailing, outage('90s', '2h'));
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('3h');
    expect(icons(story)).toEqual(['🌩', '✅', '❌']);
    const [began, over, failed] = story.alerts();
    expect(began?.at).toBeLessThanOrEqual(14 * MINUTE);
    expect(over?.at).toBeLessThanOrEqual(2 * HOUR + 15 * MINUTE);
    expect((failed?.at ?? 0) - (over?.at ?? 0)).toBeLessThanOrEqual(MINUTE);
    for (const id of IDS) expect(story.checksAt(id)).toBeLessThanOrEqual(12);
  });

  it('is not said to be the fault of a token that works, nor of one container', async () => {
    const story = await begin(allFailing, outage('90s', '2h'));
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('40m');
    const [alert = { first: '' }] = story.alerts();
    expect(alert.first).toMatch(/Can't check any container of brand/);
    expect(alert.first).toContain('The account itself works');
    expect(alert.first).not.toMatch(/token has expired|is refused|unknown time/);
    expect(alert.first).not.toMatch(/1790/);
    for (const line of ['watches', 'accounts', 'doctor'])
      expect(await story.type(line)).toMatch(
        /can't be checked now|none of its containers can be checked|no container of it can be checked/i,
      );
    const answered = await story.type(`status ${FIRST}`);
    expect(answered).toContain("Can't check 1790");
    expect(answered).not.toContain('for this container alone');
  });

  it('costs each container one call before a probe finds its end, however long it lasts', async () => {
    const story = await begin(allFailing, outage('90s', '24h'));
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('23h');
    const calls = IDS.map((id) => story.checksAt(id)).reduce((sum, checks) => sum + checks);
    // Two calls before it, one failed call each, and the probes: every minute at first, at last every 15 minutes.
    expect(calls).toBeLessThanOrEqual(4 * 3 + 115);
  });

  it('is still probed after a restart', async () => {
    const story = await begin(allFailing, outage('90s', '2h'));
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('50m');
    await story.restart();
    await story.pass('2h');
    expect(icons(story)).toEqual(['🌩', '✅', '❌']);
    expect(story.alerts()[2]?.at).toBeLessThanOrEqual(2 * HOUR + 17 * MINUTE);
  });
});

it('the end of such an outage is found at once by whatever else is answered: a new container', async () => {
  const story = await begin({ ...allFailing, '17900000000000009': [status('0s', 'FINISHED')] }, [
    { from: '90s', to: '40m', only: 'status', http: 500, body: '' },
  ]);
  await story.type(`watch ${IDS.join(' ')}`);
  await story.pass('41m');
  await story.type('watch 17900000000000009');
  await story.pass('1m');
  expect(icons(story)).toEqual(['🌩', '✅', '❌']);
});

it.each([1, 2, 10, 190, 999])(
  'three ids that answer code %i for ever keep no other container from its check on time',
  async (code) => {
    const bad = IDS.slice(1).map((id) => [id, [{ at: '0s', error: { code, http: 500 } }]] as const);
    const story = await begin(
      {
        [FIRST]: [status('0s', 'IN_PROGRESS'), status('5m', 'FINISHED')],
        ...Object.fromEntries(bad),
        '17900000000000009': [status('0s', 'IN_PROGRESS'), status('9m', 'ERROR', 'UNKNOWN')],
      },
      [],
    );
    await story.type(`watch ${FIRST} 17900000000000009`);
    await story.pass('4m30s');
    await story.type(`watch ${IDS.slice(1).join(' ')}`);
    await story.pass('25h');
    const at = (icon: string): number | undefined =>
      story.alerts().find(({ first }) => [...first][0] === icon)?.at;
    expect(at('❌')).toBeLessThanOrEqual(16 * MINUTE);
    expect(at('🟢')).toBeLessThanOrEqual(16 * MINUTE);
    expect(at('⏰')).toBeLessThanOrEqual(23 * HOUR + MINUTE);
  },
);

it('deadlines are told by the clock in such an outage', async () => {
  const ready = [status('0s', 'IN_PROGRESS'), status('1m', 'FINISHED')];
  const story = await begin(Object.fromEntries(IDS.map((id) => [id, ready])), [
    { from: '20h', to: '30h', only: 'status', http: 500, body: '' },
  ]);
  await story.type(`watch ${IDS.join(' ')}`);
  await story.pass('29h');
  const told = story.alerts().map(({ at, first }) => [[...first][0], at / HOUR]);
  expect(told).toContainEqual(['⏰', 23]);
  expect(told).toContainEqual(['⌛', 24]);
});

describe('`/me` refused, while containers are answered, one of them young enough to have checks to spare', () => {
  const refused = (from: string, to: string) => [
    { from, to, only: 'me', error: { code: 190, error_subcode: 463, http: 500 } },
  ];

  it('neither hides what becomes of them, nor is told again and again', async () => {
    const story = await begin(
      {
        [FIRST]: [status('0s', 'IN_PROGRESS'), status('9m', 'ERROR', 'INVALID_DURATION')],
        [SECOND]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')],
        [THIRD]: [status('0s', 'IN_PROGRESS'), status('16m', 'PUBLISHED')],
      },
      refused('30s', '30h'),
    );
    await story.type(`watch ${FIRST} ${SECOND}`);
    await story.pass('14m30s');
    await story.type(`watch ${THIRD}`);
    await story.pass('25h');
    const told = story.alerts();
    expect(told.find(({ first }) => first.startsWith('❌'))?.at).toBeLessThanOrEqual(16 * MINUTE);
    expect(told.filter(({ first }) => first.startsWith('🔑')).length).toBeLessThanOrEqual(1);
    expect(told.filter(({ first }) => first.startsWith('✅')).length).toBeLessThanOrEqual(1);
    expect(told.find(({ first }) => first.startsWith('⌛'))?.at).toBeLessThanOrEqual(24 * HOUR + MINUTE);
  });

  it('and a bad id among them', async () => {
    const story = await begin(
      {
        [FIRST]: [status('0s', 'IN_PROGRESS'), status('9m', 'ERROR', 'INVALID_DURATION')],
        [SECOND]: [{ at: '0s', error: { code: 2, http: 500 } }],
        [THIRD]: [status('0s', 'IN_PROGRESS'), status('16m', 'PUBLISHED')],
      },
      refused('30s', '30h'),
    );
    await story.type(`watch ${SECOND} ${FIRST}`);
    await story.pass('14m30s');
    await story.type(`watch ${THIRD}`);
    await story.pass('1h');
    expect(story.alerts().find(({ first }) => first.startsWith('❌'))?.at).toBeLessThanOrEqual(16 * MINUTE);
  });
});

it('ends where Threads answers about containers again, if only that it does not find them', async () => {
  const unknown = [{ at: '0s', error: { code: 24, error_subcode: 4279009, http: 400 } }];
  const story = await begin(Object.fromEntries(IDS.map((id) => [id, unknown])), [
    { from: '0s', to: '40m', only: 'status', http: 500, body: '' },
  ]);
  await story.type(`watch ${IDS.join(' ')}`);
  await story.pass('2h');
  expect(icons(story)).toEqual(['🌩', '✅']);
  await story.pass('23h');
  expect(icons(story)).toEqual(['🌩', '✅', '❔']);
});

it('a container that fails just after another was answered is not said to fail for itself, where Threads went down', async () => {
  const story = await begin({ [FIRST]: [status('0s', 'IN_PROGRESS')], [SECOND]: FAILS }, [
    { from: '92s', to: '40m', http: 500, body: '' },
  ]);
  await story.type(`watch ${FIRST}`);
  await story.pass('5s');
  await story.type(`watch ${SECOND}`);
  await story.pass('26m');
  expect(icons(story)).toEqual(['🌩']);
});

it.each([
  [24, 4279009],
  [2, undefined],
])('one answer %j at the 15 min check of a ready container is no news of it', async (code, subcode) => {
  const life = [
    status('0s', 'IN_PROGRESS'),
    status('2m', 'FINISHED'),
    { at: '14m', error: { code, error_subcode: subcode, http: 400 } },
    status('16m', 'FINISHED'),
  ];
  const story = await begin(
    { [FIRST]: life, [SECOND]: [status('0s', 'IN_PROGRESS'), status('20m', 'PUBLISHED')] },
    [],
  );
  await story.type(`watch ${FIRST} ${SECOND}`);
  await story.pass('15m30s');
  expect(await story.type('watches')).not.toMatch(/published|can no longer/);
  expect(story.alertsOn(FIRST)).toEqual([]);
});

describe('an outage of all containers', () => {
  const iconsOf = (told: readonly { readonly first: string }[]) => told.map(({ first }) => [...first][0]);
  const down = (from: string, to: string) => [{ from, to, only: 'status', http: 500, body: '' }];

  it('that ends shortly before the last watch does, is found to be over, and the news with it', async () => {
    const story = await begin(
      {
        [FIRST]: [status('0s', 'IN_PROGRESS'), status('905s', 'ERROR', 'UNKNOWN')],
        [SECOND]: [status('0s', 'FINISHED')],
        [THIRD]: [status('0s', 'IN_PROGRESS')],
      },
      down('22h50m', '89361s'),
    );
    await story.type(`watch ${FIRST} ${SECOND}`);
    await story.pass('22h50m');
    await story.type(`status ${THIRD}`);
    await story.pass('2h15m');
    expect(iconsOf(story.alerts().filter(({ at }) => at > 24.5 * HOUR))).toEqual(['✅', '❌']);
    expect(story.alertsOn(FIRST).map(({ now }) => now)).not.toContainEqual(
      expect.stringContaining("can't be checked"),
    );
  });

  it('costs one call where many watches end in it at once', async () => {
    const story = await begin(
      Object.fromEntries(IDS.map((id) => [id, [status('0s', 'IN_PROGRESS')]])),
      down('20h', '30h'),
    );
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('24h59m');
    const calls = () => IDS.reduce((sum, id) => sum + story.checksAt(id), 0);
    const before = calls();
    await story.pass('2m');
    expect(calls()).toBe(before + 1);
    expect(await story.type('watches')).toContain('watches nothing');
  });

  it('is found to be over although nothing is watched any more', async () => {
    const story = await begin(allFailing, down('90s', '2h'));
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('20m');
    await story.type('unwatch all');
    await story.pass('2h');
    expect(icons(story)).toEqual(['🌩', '✅']);
    expect(story.alerts()[0]?.now).toContain('Over since');
  });

  it('is found to be over although all watches ended in it, and the program was started again since', async () => {
    const story = await begin(
      Object.fromEntries(IDS.map((id) => [id, [status('0s', 'IN_PROGRESS')]])),
      down('20h', '30h'),
    );
    await story.type(`watch ${IDS.join(' ')}`);
    await story.pass('26h');
    await story.restart();
    await story.pass('5h10m');
    const over = story.alerts().filter(({ first }) => first.startsWith('✅'));
    expect(over).toHaveLength(1);
    expect(over[0]?.at).toBeGreaterThanOrEqual(30 * HOUR);
  });
});
