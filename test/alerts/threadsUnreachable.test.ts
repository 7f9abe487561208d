import { describe, expect, it, onTestFinished } from 'vitest';
import { BadNetwork, type ErrorDetails } from '../support/badNetwork.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const FAILING = [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')];

/** Two channels watch the container, so that one incident is told twice, and not once for each call. */
async function begin(rest: Readonly<Record<string, unknown>> = {}) {
  const network = await BadNetwork.open();
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: FAILING }, rest), reach: network.reach });
  onTestFinished(async () => {
    await story.end();
    await network.close();
  });
  for (const name of ['c1', 'c2']) await story.type(`watch ${VIDEO}`, channelRef(name));
  return { story, network };
}

function expectOneIncident(story: Story, icon: string): void {
  for (const name of ['c1', 'c2']) {
    const alerts = story.alerts(name);
    expect(alerts.map(({ first }) => first.split(' ')[0])).toEqual([icon, '✅', '❌']);
    expect(alerts[0]?.first).not.toContain(VIDEO);
  }
  expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(7);
}

describe('Threads can not be reached for three hours', () => {
  it.each<[title: string, error: ErrorDetails]>([
    ['because its name is not found', 'no-name'],
    ['because nobody listens', 'refused'],
    ['because whoever accepts never answers', 'silent'],
    ['because answers stop half way and their sockets stay open', 'half-answered'],
  ])('%s: told once, healed once, asked seldom, made up', async (_title, error) => {
    const { story, network } = await begin();
    await story.pass('90s');
    network.error = error;
    network.attempts = 0;
    await story.pass('3h');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['🌩️']);
    // A probe a minute at first, every quarter of an hour in the end.
    expect(network.attempts).toBeLessThanOrEqual(32);
    expect(await story.type(`status ${VIDEO}`)).toContain('Threads is failing or unreachable');
    network.error = 'none';
    await story.pass('30m');
    expectOneIncident(story, '🌩️');
  });
});

describe('a storm of 429 for two hours', () => {
  const storm = (headers: object) => ({
    faults: [{ from: '90s', to: '2h', http: 429, error: { code: 4 }, ...headers }],
  });

  it('that names no end is asked about once an hour', async () => {
    const { story, network } = await begin(storm({}));
    await story.pass('90s');
    network.attempts = 0;
    await story.pass('110m');
    expect(network.attempts).toBeLessThanOrEqual(4);
    await story.pass('3h');
    expectOneIncident(story, '🚦');
  });

  it('that names an end again and again, and never keeps it, is asked about no sooner', async () => {
    const { story, network } = await begin(storm({ headers: { 'retry-after': '300' } }));
    await story.pass('90s');
    network.attempts = 0;
    await story.pass('110m');
    expect(network.attempts).toBeLessThanOrEqual(110 / 5 + 2);
    await story.pass('3h');
    expectOneIncident(story, '🚦');
  });
});
