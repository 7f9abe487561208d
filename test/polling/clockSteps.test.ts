import { describe, expect, it, onTestFinished } from 'vitest';
import { createSteadyClock } from '../../src/app/steadyClock.ts';
import { parseDuration } from '../../src/duration.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

/** Starts the bot on a machine whose clock can be set and that can be suspended. */
async function begin(scenario: Readonly<Record<string, unknown>>) {
  const ms = (duration: string): number => parseDuration(duration) ?? Number.NaN;
  let clockOffset = 0;
  let slept = 0;
  const logged: string[] = [];
  const story = await Story.begin({
    scenario,
    botClock: (clock) =>
      createSteadyClock({
        wall: () => clock.now() + clockOffset,
        monotonic: () => clock.now() - slept,
        onStep: (message) => logged.push(message),
      }),
  });
  onTestFinished(() => story.end());
  return {
    story,
    logged,
    setBack(duration: string) {
      clockOffset -= ms(duration);
    },
    setForward(duration: string) {
      clockOffset += ms(duration);
    },
    async sleep(duration: string) {
      slept += ms(duration);
      await story.sleep(duration);
    },
    /** When the container was checked, in seconds after the start of the story. */
    checks: () =>
      story.sandbox.calls
        .filter(({ method, container }) => method === 'GET' && container === VIDEO)
        .map(({ at }) => (Date.parse(at) - Date.UTC(2026, 0, 1)) / 1_000),
    icons: (name = 'c1') => story.alerts(name).map(({ first }) => first.split(' ')[0]),
  };
}

const FAILS_LATE = [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')];
const NEVER_PUBLISHED = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];

describe('the clock of the machine', () => {
  it('is set back by two hours during the early checks: no check moves, and the failure is notified once', async () => {
    const { story, logged, setBack, checks, icons } = await begin(scenarioOf({ [VIDEO]: FAILS_LATE }));
    await story.type(`watch ${VIDEO}`);
    await story.pass('90s');
    setBack('2h');
    await story.pass('10m');
    expect(checks()).toEqual([0, 60, 120, 180]);
    expect(icons()).toEqual(['❌']);
    expect(logged).toEqual([
      'the clock of this machine went back by 2 h; the bot continues from its own last time',
    ]);
  });

  it('is set back and corrected again: no check of the whole day moves', async () => {
    const { story, logged, setBack, setForward, checks, icons } = await begin(
      scenarioOf({ [VIDEO]: NEVER_PUBLISHED }),
    );
    await story.type(`watch ${VIDEO}`);
    await story.pass('150s');
    setBack('2h');
    await story.pass('10h');
    setForward('2h');
    await story.pass('16h');
    expect(checks()).toEqual([0, 60, 120, 180, 240, 900, 82_800, 86_400]);
    expect(icons()).toEqual(['🟢', '⏰', '⌛']);
    expect(logged).toHaveLength(2);
  });
});

describe('a machine that sleeps for three hours', () => {
  it('during the early checks finds the failure with one check after it wakes', async () => {
    const { story, logged, sleep, checks, icons } = await begin(scenarioOf({ [VIDEO]: FAILS_LATE }));
    await story.type(`watch ${VIDEO}`);
    await story.pass('70s');
    await sleep('3h');
    expect(icons()).toEqual(['❌']);
    await story.pass('30h');
    expect(icons()).toEqual(['❌']);
    expect(checks()).toEqual([0, 60, 10_870]);
    expect(logged).toEqual([
      'the clock of this machine jumped forward by 3 h, or the machine slept; everything that fell due meanwhile runs now',
    ]);
  });

  it('during the 23 h and 24 h checks notifies of the expiry at once, and only once', async () => {
    const { story, sleep, checks, icons } = await begin(scenarioOf({ [VIDEO]: NEVER_PUBLISHED }));
    await story.type(`watch ${VIDEO}`);
    await story.pass('22h');
    await sleep('3h');
    expect(icons()).toEqual(['🟢', '⌛']);
    await story.pass('30h');
    expect(icons()).toEqual(['🟢', '⌛']);
    expect(checks().length).toBeLessThanOrEqual(8);
  });

  it('during the 23 h check warns at once, and notifies of the expiry at its time', async () => {
    const { story, sleep, checks, icons } = await begin(scenarioOf({ [VIDEO]: NEVER_PUBLISHED }));
    await story.type(`watch ${VIDEO}`);
    await story.pass('20h30m');
    await sleep('3h');
    expect(icons()).toEqual(['🟢', '⏰']);
    await story.pass('10h');
    expect(icons()).toEqual(['🟢', '⏰', '⌛']);
    expect(checks().at(-1)).toBe(86_400);
    expect(checks()).toHaveLength(8);
  });

  it('past the end of a snooze notifies at once, and only once, of what is still true', async () => {
    const { story, sleep, icons } = await begin(
      scenarioOf({ [VIDEO]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] }),
    );
    await story.type(`watch ${VIDEO}`);
    await story.pass('22h30m');
    const args = { account: 'brand', container: VIDEO, for: '3h' };
    const person = { id: 'bob', isManager: false };
    await story.bot.dispatch({ command: 'snooze', args, channel: channelRef('c1'), person });
    await story.bot.deliver();
    await story.pass('2h');
    expect(icons()).toEqual(['🟢']);
    await sleep('3h');
    expect(icons()).toEqual(['🟢', '⌛']);
    await story.pass('10h');
    expect(icons()).toEqual(['🟢', '⌛']);
  });

  it('during quota readings notifies once, after one reading, of the threshold that was crossed', async () => {
    const quotas = {
      posts: [
        { at: '0s', usage: 100, total: 250 },
        { at: '1h', usage: 205 },
        { at: '2h', usage: 240 },
      ],
    };
    const { story, sleep } = await begin(scenarioOf({}, { quotas }));
    await story.type('alerts on');
    await story.pass('10m');
    const before = story.sandbox.calls.length;
    await sleep('3h');
    expect(story.sandbox.calls.length - before).toBeLessThanOrEqual(5);
    const titles = (): (string | undefined)[] => story.alerts().map(({ first }) => first.split('\n')[0]);
    expect(titles()).toEqual(['📈 brand is past 95 % of its posts: 240 / 250 posts (96 %)']);
    await story.pass('5h');
    expect(titles()).toHaveLength(1);
  });
});
