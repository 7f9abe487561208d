import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ErrorDetails, FaultyNetwork } from '../support/faultyNetwork.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const FAILING = [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')];

/** Two channels watch the container: each is to be notified once, however many calls fail. */
async function begin(rest: Readonly<Record<string, unknown>> = {}) {
  const network = await FaultyNetwork.open();
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(network.setDeadline);
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: FAILING }, rest), reach: network.reach });
  onTestFinished(async () => {
    vi.restoreAllMocks();
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

describe('Threads that can not be reached for three hours', () => {
  it.each<[title: string, error: ErrorDetails, icon?: string, words?: string]>([
    ['its name is not found', 'no-name', '🔌', "can't find the address of Threads"],
    ['the connection is refused', 'refused'],
    ['connections get no answer', 'silent'],
    ['answers stop half way and their sockets stay open', 'half-answered'],
  ])(
    '%s: one alert, one recovery, few calls, and the missed checks are made',
    async (_title, error, icon = '🌩️', words = 'Threads is failing or unreachable') => {
      const { story, network } = await begin();
      await story.pass('90s');
      network.error = error;
      network.attempts = 0;
      await story.pass('3h');
      expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual([icon]);
      // A probe each minute at first, and one every 15 minutes later.
      expect(network.attempts).toBeLessThanOrEqual(32);
      expect(await story.type(`status ${VIDEO}`)).toContain(words);
      network.error = 'none';
      await story.pass('30m');
      expectOneIncident(story, icon);
    },
  );
});

describe('two hours of 429', () => {
  const rateLimits = (headers: object) => ({
    faults: [{ from: '90s', to: '2h', http: 429, error: { code: 4 }, ...headers }],
  });

  it('without a Retry-After are probed once an hour', async () => {
    const { story, network } = await begin(rateLimits({}));
    await story.pass('90s');
    network.attempts = 0;
    await story.pass('110m');
    expect(network.attempts).toBeLessThanOrEqual(4);
    await story.pass('3h');
    expectOneIncident(story, '🚦');
  });

  it('with a Retry-After that proves too short each time are never probed sooner than it says', async () => {
    const { story, network } = await begin(rateLimits({ headers: { 'retry-after': '300' } }));
    await story.pass('90s');
    network.attempts = 0;
    await story.pass('110m');
    expect(network.attempts).toBeLessThanOrEqual(110 / 5 + 2);
    await story.pass('3h');
    expectOneIncident(story, '🚦');
  });
});
