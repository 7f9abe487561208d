import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const ANY = [status('0s', 'PUBLISHED')];

const boss = { id: 'boss', isManager: true };

async function begin(life: ReturnType<typeof status>[], quotas: object = {}): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: life }, { quotas }) });
  onTestFinished(() => story.end());
  return story;
}

/** Presses a button that carries these arguments; some are of earlier versions. */
async function press(
  story: Story,
  args: Record<string, string>,
  person = { id: 'bob', isManager: false },
  name = 'c1',
): Promise<string> {
  const card = await story.bot.dispatch({ command: 'snooze', args, channel: channelRef(name), person });
  await story.bot.deliver();
  return story.render(card);
}

describe('a snoozed container', () => {
  it('shows who snoozed it, and alerts once after the snooze where that is still true', async () => {
    const story = await begin([status('0s', 'IN_PROGRESS'), status('10m', 'ERROR', 'UNKNOWN')]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    expect(await press(story, { account: 'brand', container: VIDEO, for: '24h' })).toContain(
      `Alerts paused about ${VIDEO} of brand until`,
    );
    expect(story.live(VIDEO)?.now).toContain('😴 snoozed by bob');
    await story.pass('23h30m');
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split(' ')[0])).toEqual(['🐢']);
    await story.pass('1h');
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split(' ')[0])).toEqual(['🐢', '❌']);
  });

  it('does not alert after the snooze where that is not true any more', async () => {
    const story = await begin([status('0s', 'FINISHED'), status('23h30m', 'PUBLISHED')]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('22h');
    await press(story, { account: 'brand', container: VIDEO, for: '6h' });
    await story.pass('10h');
    const [unpublished, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(unpublished?.at).toBe(15 * 60_000);
    expect(unpublished?.now).toContain('✅ Since then: published');
    expect(story.live(VIDEO)?.now).toContain('published');
  });

  it('alerts when the snooze ends that was made shorter', async () => {
    const story = await begin([status('0s', 'IN_PROGRESS'), status('10m', 'ERROR', 'UNKNOWN')]);
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    await press(story, { account: 'brand', container: VIDEO, for: '24h' });
    await story.pass('20m');
    await press(story, { account: 'brand', container: VIDEO, for: '1h' });
    await story.pass('61m');
    expect(story.alertsOn(VIDEO).map(({ first }) => first.split(' ')[0])).toEqual(['🐢', '❌']);
  });

  it('stays snoozed over a restart, and in its own channel alone', async () => {
    const story = await begin([status('0s', 'FINISHED'), status('24h', 'EXPIRED')]);
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.pass('22h');
    await press(story, { account: 'brand', container: VIDEO, for: '24h' });
    await story.restart();
    await story.pass('3h');
    expect(story.alerts('c1')).toHaveLength(1);
    expect(story.alerts('c2')).toHaveLength(3);
    await story.pass('24h');
    expect(story.alerts('c1').map(({ first }) => first.split(' ')[0])).toEqual(['🟢', '⌛']);
  });
});

describe('snoozed quotas', () => {
  const QUOTAS = {
    posts: [
      { at: '0s', usage: 200, total: 250 },
      { at: '1h', usage: 240 },
    ],
  };

  it('do not alert until the snooze ends, and then once', async () => {
    const story = await begin(ANY, QUOTAS);
    await story.type('alerts on');
    await press(story, { account: 'brand', for: '6h' });
    expect(story.alerts()[0]?.now).toContain('😴 Snoozed by bob until');
    await story.pass('5h');
    expect(story.alerts()).toHaveLength(1);
    await story.pass('2h');
    expect(story.alerts()).toHaveLength(2);
    expect(story.alerts()[1]?.first).toContain('past 95 %');
  });

  it('that have room again by then do not hold up later alerts', async () => {
    const story = await begin([status('0s', 'ERROR', 'UNKNOWN')], {
      posts: [
        { at: '0s', usage: 200, total: 250 },
        { at: '5h', usage: 0 },
      ],
    });
    // The snooze ends between two minutes, when nothing else is due.
    await story.pass('7s');
    await press(story, { account: 'brand', for: '6h' });
    await story.bot.dispatch({
      command: 'alerts',
      args: { state: 'on' },
      channel: channelRef('c1'),
      person: { id: 'ann', isManager: true },
    });
    await story.pass('7h');
    await story.type(`watch ${VIDEO}`);
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('that have room again by then do not alert', async () => {
    const story = await begin(ANY, { posts: [...QUOTAS.posts, { at: '2h', usage: 10 }] });
    await story.type('alerts on');
    await press(story, { account: 'brand', for: '6h' });
    await story.pass('10h');
    expect(story.alerts()).toHaveLength(1);
  });
});

describe('a snoozed channel', () => {
  const EVERYTHING = {
    posts: [
      { at: '0s', usage: 100, total: 250 },
      { at: '1h', usage: 240 },
    ],
  };

  it('gets live messages alone, shows who snoozed it until when, and gets each alert once at the end', async () => {
    const story = await begin([status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')], EVERYTHING);
    await story.type(`watch ${VIDEO}`);
    await story.type('alerts on');
    expect(await press(story, { for: '6h' }, boss)).toMatch(/Alerts paused here until .*06:00/);
    expect(story.chat.messages.at(-1)?.first).toMatch(/Alerts paused here until .*06:00.*\n.*By boss/);
    expect(await story.type(`watch ${VIDEO}`)).toContain('Alerts are paused here until ');
    await story.pass('5h');
    expect(story.live(VIDEO)?.now).toContain('failed');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['😴']);
    await story.restart();
    await story.pass('2h');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['😴', '❌', '📈']);
    expect(story.alerts()[0]?.now).toMatch(
      /Alerts paused here until .*06:00.*\n.*By boss.*\n.*Over since .*06:00/,
    );
  });

  it('that is snoozed for longer is told so in a new message, and other channels get all alerts', async () => {
    const story = await begin([status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')]);
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await press(story, { for: '1h' });
    await press(story, { for: '24h' }, boss);
    await story.pass('3h');
    const [first, second, ...others] = story.alerts('c1').map(({ now }) => now);
    expect(first).toMatch(/Alerts paused here until .*01:00(.*\n)*.*boss changed that: until .*see below/);
    expect(first).not.toMatch(/Over since|Resume alerts/);
    expect(second).toMatch(/Alerts paused here until .*2026-01-02 00:00(.*\n)*.*By boss/);
    expect(others).toEqual([]);
    expect(story.alertsOn(VIDEO, 'c2')).toHaveLength(1);
  });

  it('that is snoozed for less says so on the same message, below what it said', async () => {
    const story = await begin(ANY);
    await press(story, { for: '6h' }, boss);
    await press(story, { for: '1h' }, { id: 'chief', isManager: true });
    await story.pass('2h');
    const [message, ...others] = story.alerts();
    expect(message?.now).toMatch(
      /until .*06:00(.*\n)*.*chief changed that: until .*01:00.*\n.*Over since .*01:00/,
    );
    expect(others).toEqual([]);
  });

  it('is not notified of an outage that began and ended meanwhile', async () => {
    const story = await Story.begin({
      scenario: scenarioOf(
        { [VIDEO]: [status('0s', 'FINISHED')] },
        { faults: [{ from: '90s', to: '3h', http: 500, body: '' }] },
      ),
    });
    onTestFinished(() => story.end());
    await story.type(`watch ${VIDEO}`);
    await press(story, { for: '6h' }, boss);
    await story.pass('10h');
    expect(story.alerts().map(({ first }) => first.split(' ')[0])).toEqual(['😴', '🟢']);
  });
});

it('a made-up snooze, or one of an account of another workspace, is refused', async () => {
  const story = await begin(ANY);
  expect(await press(story, { account: 'other', for: '1h' })).toContain('There is no account other here');
  expect(await press(story, { account: 'brand', for: '5000h' })).toContain(
    'alerts can be paused for 1 minute to 24 hours',
  );
});

describe('a snooze that an earlier version stored', () => {
  const channel = channelRef('c1');

  async function upgrade(): Promise<Story> {
    const story = await begin([status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'UNKNOWN')]);
    const until = story.clock.now() + 6 * 3_600_000;
    const id = 'channel-snoozed/terminal:w1:c1';
    const snoozes = story.store.collection('snoozes', z.unknown());
    await snoozes.set('terminal:w1:c1/channel', { version: 2, channel, by: 'bob', until });
    const notifications = story.store.collection('notifications', z.unknown());
    const content = { kind: 'channel-snoozed', by: 'bob', until };
    await notifications.set(id, {
      version: 2,
      id,
      channel,
      content,
      at: until,
      synced: false,
      final: false,
    });
    await story.restart();
    await story.type(`watch ${VIDEO}`);
    await story.pass('10m');
    return story;
  }

  it('still holds, and ends when it says', async () => {
    const story = await upgrade();
    expect(story.alertsOn(VIDEO)).toEqual([]);
    await story.pass('6h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.alerts()[0]?.now).toMatch(/Alerts paused here until .*06:00(.*\n)*.*Over since .*06:00/);
  });

  it('can be ended by anyone, as anyone could begin it then', async () => {
    const story = await upgrade();
    expect(await press(story, { duration: 'off' })).toContain('Alerts resumed here');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    await story.pass('10s');
    expect(story.alerts()[0]?.now).toMatch(/By bob(.*\n)*.*Resumed by bob/);
  });
});

it('shows that a snooze has ended, also while quiet hours still hold something back', async () => {
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }) });
  onTestFinished(() => story.end());
  await story.type('alerts quiet:23:00-07:00');
  await story.type(`watch ${VIDEO}`);
  await story.type('snooze 1h');
  await story.pass('61m');
  const notice = story.chat.messages.find(({ first }) => first.startsWith('😴'));
  expect(notice?.now).toContain('▶️ Over since');
  expect(story.alertsOn(VIDEO)).toEqual([]);
  await story.pass('6h');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
  expect(story.chat.messages.find(({ id }) => id === notice?.id)?.edits).toBe(1);
});
