import { describe, expect, it, onTestFinished } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const bob = { id: 'bob', isManager: false };

async function begin(quotas = {}): Promise<Story> {
  const lives = {
    [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')],
    [OTHER]: [status('0s', 'FINISHED')],
  };
  const story = await Story.begin({ scenario: scenarioOf(lives, { quotas }) });
  onTestFinished(() => story.end());
  return story;
}

describe('a duration', () => {
  it.each([
    ['snooze 2h', '02:00'],
    ['snooze 1h30m', '01:30'],
    ['snooze 90m', '01:30'],
    ['snooze 2 hours', '02:00'],
    ['snooze 1.5 h', '01:30'],
    ['snooze duration:45m', '00:45'],
    ['snooze duration:"2 hours 10 minutes"', '02:10'],
  ])('is understood in %s', async (line, end) => {
    const story = await begin();
    expect(await story.type(line)).toMatch(new RegExp(`Alerts paused here until .*${end}`));
  });

  it.each([
    ['snooze soon', "“soon” isn't a duration", 'snooze 1h'],
    ['snooze 2', "“2” isn't a duration", 'snooze 1h'],
    ['snooze -2h', "“-2h” isn't a duration", 'snooze 1h'],
    ['snooze 10s', 'too short: alerts can be paused for 1 minute to 24 hours', 'snooze 1m'],
    ['snooze 3d', 'too long: alerts can be paused for 1 minute to 24 hours', 'snooze 24h'],
  ])('that is none is refused with a line to type: %s', async (line, says, next) => {
    const story = await begin();
    const answer = await story.type(line);
    expect(answer).toContain(says);
    expect(answer).toContain(`/threads ${next}`);
    expect(story.alerts()).toEqual([]);
  });

  it('that is left out opens those to choose from, and which of them depends on the person', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO} ${OTHER}`);
    const offered = async (args: Record<string, string>, person = bob): Promise<string[]> => {
      const card = await story.bot.dispatch({ command: 'snooze', args, channel: channelRef('c1'), person });
      return card.buttons.flatMap(({ choices = [] }) =>
        choices.flatMap(({ args: { duration } }) => duration ?? []),
      );
    };
    expect(await offered({})).toEqual(['15m', '1h']);
    expect(await offered({}, { id: 'boss', isManager: true })).toEqual(['15m', '1h', '6h', '24h']);
    expect(await offered({ account: 'brand' })).toEqual(['15m', '1h', '6h', '24h']);
    expect(await offered({ account: 'brand', container: VIDEO })).toEqual(['15m', '1h', '6h', '24h']);
    expect(story.alerts()).toEqual([]);
  });
});

describe('what is narrowed', () => {
  it('to a container is told of all else, and needs no account', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO} ${OTHER}`);
    expect(await story.type(`snooze 6h container:${VIDEO}`, undefined, bob)).toContain(
      `Alerts paused about ${VIDEO} of brand`,
    );
    await story.pass('30m');
    expect(story.alertsOn(VIDEO)).toEqual([]);
    expect(story.alertsOn(OTHER)).toHaveLength(1);
    expect(await story.type(`snooze off ${VIDEO}`, undefined, bob)).toContain('Alerts resumed about');
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split(' ')[0])).toEqual(['❌']);
  });

  it('to a container that is typed before the duration', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO}`);
    expect(await story.type(`snooze ${VIDEO} 2h`)).toContain(`Alerts paused about ${VIDEO}`);
  });

  it('to a container that nobody watches here is refused', async () => {
    const story = await begin();
    const answer = await story.type(`snooze 1h ${VIDEO}`);
    expect(answer).toContain(`This channel doesn't watch ${VIDEO}`);
    expect(answer).toContain('/threads watches');
  });

  it('to an account pauses its quotas alone', async () => {
    const story = await begin({ posts: [{ at: '0s', usage: 240, total: 250 }] });
    await story.type(`watch ${VIDEO}`);
    expect(await story.type('snooze 1h account:brand', undefined, bob)).toContain(
      'about the quotas of brand',
    );
    await story.type('alerts on');
    await story.pass('10m');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['❌']);
    await story.type('snooze off account:brand', undefined, bob);
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['❌', '📈']);
  });
});

describe('what is paused', () => {
  it('is shown by watches and by alerts show, with who and until when, and with a button that ends it', async () => {
    const story = await begin();
    await story.type(`watch ${OTHER}`);
    await story.type('alerts on');
    await story.type('snooze 1h', undefined, bob);
    await story.type('snooze 2h account:brand', undefined, bob);
    await story.type(`snooze 3h ${OTHER}`, undefined, bob);
    for (const line of ['watches', 'alerts show']) {
      const answer = await story.type(line);
      expect(answer, line).toMatch(/Alerts paused here until .*01:00.*by bob/);
      expect(answer, line).toMatch(/Alerts paused about the quotas of brand until .*02:00.*by bob/);
      expect(answer, line).toContain('[Resume alerts] /threads snooze off');
    }
    expect(await story.type('watches')).toMatch(new RegExp(`${OTHER}.*snoozed by bob until .*03:00`));
    await story.pass('4h');
    expect(await story.type('watches')).not.toMatch(/😴|Resume/);
    expect(await story.type('alerts show')).not.toMatch(/😴|Resume/);
  });

  it('is shown on the live message and the quota alert, with a button that ends it, and no longer after that', async () => {
    const story = await begin({ posts: [{ at: '0s', usage: 240, total: 250 }] });
    await story.type('alerts on');
    await story.type(`watch ${OTHER}`);
    await story.type('snooze 1h account:brand', undefined, bob);
    await story.type(`snooze 1h ${OTHER}`, undefined, bob);
    const quotas = (): string => story.alerts()[0]?.now ?? '';
    expect(story.live(OTHER)?.now).toMatch(/snoozed by bob until .*01:00/);
    expect(story.live(OTHER)?.now).toContain(`snooze off account:brand container:${OTHER}`);
    expect(quotas()).toMatch(/Snoozed by bob until .*01:00(.*\n)*.*snooze off account:brand/);
    await story.type('snooze off account:brand');
    await story.pass('61m');
    expect(story.live(OTHER)?.now).not.toMatch(/snoozed|Resume/);
    expect(quotas()).toMatch(/Snoozed by bob until .*01:00.*\n.*Resumed by ann(.*\n)*.*\[Snooze\]/);
    expect(quotas()).not.toContain('Resume alerts');
  });
});

it('what a channel’s snooze held back is told at once when it is resumed, and the end stands below what was said', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO}`);
  await story.type('snooze 1h', undefined, bob);
  await story.pass('30m');
  expect(story.alertsOn(VIDEO)).toEqual([]);
  const said = story.alerts()[0]?.first.split('\n').slice(1, 2);
  expect(await story.type('snooze off')).toContain('Alerts resumed here');
  expect(story.alertsOn(VIDEO).map(({ first }) => first.split(' ')[0])).toEqual(['❌']);
  await story.pass('10s');
  const now = story.alerts()[0]?.now ?? '';
  expect(now).toContain(said?.[0]);
  expect(now).toMatch(/Alerts paused here until .*01:00(.*\n)*.*Resumed by ann/);
  expect(now).not.toContain('Resume alerts');
});
