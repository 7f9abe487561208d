import { describe, expect, it, onTestFinished } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { channelRef, START, Story } from '../support/story.ts';

const QUOTAS = {
  posts: [
    { at: '0s', usage: 200, total: 250 },
    { at: '5h', usage: 249 },
  ],
};

async function begin(faults: readonly object[], quotas: object = QUOTAS): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({}, { quotas, faults }) });
  onTestFinished(() => story.end());
  return story;
}

const fault = (from: string, rest: object = { http: 500, body: '' }, to?: string) => ({
  from,
  only: 'quotas',
  ...rest,
  ...(to !== undefined && { to }),
});

/** The calls from a moment of the story on: how many of each kind, and when. */
function callsFrom(story: Story, from: number) {
  const calls = story.sandbox.calls.filter(({ at }) => Date.parse(at) >= START + from);
  const readings = calls.filter(({ path }) => path.includes('publishing_limit'));
  return {
    all: calls.length,
    probes: calls.length - readings.length,
    minutes: [...new Set(readings.map(({ at }) => (Date.parse(at) - START - from) / MINUTE))],
  };
}

const BLIND = "⚠️ Quota alerts for brand have stopped: its quotas can't be read";
const titles = (story: Story, channel?: string): string[] =>
  story.alerts(channel).map(({ first }) => first.split('\n')[0] ?? '');

describe('quotas that can not be read for two days', () => {
  it('are told once, after an hour, and cost few calls', async () => {
    const story = await begin([fault('1h')]);
    await story.type('alerts on');
    await story.pass('1h');
    expect(await story.type('alerts show')).toMatch(
      /can't be read since .*just now.*\n.*Last known, .*5 min ago.*: 200 \/ 250 posts/,
    );
    await story.pass('1h');
    expect(titles(story)).toHaveLength(1);
    await story.pass('5m');
    expect(titles(story).slice(1)).toEqual([BLIND]);
    expect(story.alerts()[1]?.first).toContain('Last known');
    await story.pass('47h');
    expect(titles(story)).toHaveLength(2);
    const { all, minutes, probes } = callsFrom(story, 60 * MINUTE);
    expect(minutes.slice(0, 7)).toEqual([0, 5, 15, 35, 65, 125, 185]);
    expect(probes).toBeLessThanOrEqual(48);
    expect(all).toBeLessThanOrEqual(120);
    expect(await story.type('doctor')).toContain(
      "brand: its quotas can't be read: Threads fails when it is asked",
    );
  });

  it('are told once in each channel, and heal once in each', async () => {
    const story = await begin([fault('1h', undefined, '9h')]);
    await story.type('alerts on');
    await story.type('alerts on', channelRef('c2'));
    await story.pass('125m');
    await story.restart();
    await story.pass('10h');
    for (const channel of ['c1', 'c2']) {
      const told = story.alerts(channel).slice(1, 3);
      expect(told.map(({ first }) => first.split('\n')[0])).toEqual([
        BLIND,
        '✅ Quota alerts for brand work again, after 8 h 5 min',
      ]);
      expect(told[0]?.now).toMatch(/\n {2}✅ Over since .*; it lasted 8 h 5 min/);
      expect(told[0]?.edits).toBe(1);
    }
    expect(titles(story).at(-1)).toContain('249 / 250 posts');
    expect(await story.type('alerts show')).not.toContain("can't be read");
  });

  it('heal at once where a person asks first', async () => {
    const story = await begin([fault('1h', undefined, '9h10m')]);
    await story.type('alerts on');
    await story.pass('9h20m');
    expect(await story.type('quota')).toContain('249 / 250 posts');
    expect(titles(story).filter((title) => title.startsWith('✅'))).toHaveLength(1);
  });

  it.each<[title: string, rest: object]>([
    ['an empty list', { http: 200, body: '{"data":[]}' }],
    ['usages without totals', { http: 200, body: '{"data":[{"quota_usage":3}]}' }],
    ['an edge that fails', { http: 503, body: '<html>' }],
    ['an error of Meta', { http: 500, error: { code: 2 } }],
  ])('are told in the same way where Threads answers with %s', async (_title, rest) => {
    const story = await begin([fault('0s', rest)], {});
    await story.type('alerts on');
    await story.pass('48h');
    expect(titles(story)).toEqual([BLIND]);
    expect(callsFrom(story, 0).all).toBeLessThanOrEqual(120);
  });

  it('are neither read nor told any more once the channel turned its alerts off', async () => {
    const story = await begin([fault('1h')]);
    await story.type('alerts on');
    await story.pass('130m');
    await story.type('alerts off');
    await story.pass('10h');
    expect(titles(story)).toHaveLength(2);
    expect(story.alerts()[1]?.edits).toBe(0);
    expect(callsFrom(story, 131 * MINUTE).all).toBe(0);
  });
});

it('quotas whose calls fail together with all others are an outage of the account, and told as that alone', async () => {
  const story = await begin([{ from: '1h', to: '20h', http: 500, body: '' }], {});
  await story.type('alerts on');
  await story.pass('24h');
  expect(titles(story).map((title) => title.split(' ')[0])).toEqual(['🌩️', '✅']);
});

it('a quota that comes in part is a failure, while the others still alert', async () => {
  const body = JSON.stringify({
    data: [{ quota_usage: 240, reply_quota_usage: 990, reply_config: { quota_total: 1000 } }],
  });
  const story = await begin([fault('1h', { http: 200, body })], {});
  await story.type('alerts on');
  await story.pass('3h');
  expect(titles(story)).toEqual(['📈 brand is past 95 % of its replies: 990 / 1,000 replies (99 %)', BLIND]);
  expect(story.alerts()[1]?.first).toContain('Threads answers only in part.');
  expect(await story.type('quota')).toContain('240 posts used; Threads did not say of how many');
});

it('people who ask again and again meanwhile cost two calls a minute: the reading, and whether the account answers', async () => {
  const story = await begin([fault('1h')]);
  await story.type('alerts on');
  await story.pass('3h');
  const before = story.sandbox.calls.length;
  for (let asked = 0; asked < 30; asked += 1) {
    expect(await story.type('quota')).toContain("Can't read the quotas of brand");
    await story.pass('10s');
  }
  expect(story.sandbox.calls.length - before).toBeLessThanOrEqual(12);
});
