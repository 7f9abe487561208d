import { describe, expect, it, onTestFinished } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';

async function begin(): Promise<Story> {
  const containers = {
    [VIDEO]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    [OTHER]: [status('0s', 'IN_PROGRESS'), status('3m', 'FINISHED'), status('23h30m', 'PUBLISHED')],
  };
  const story = await Story.begin({ scenario: scenarioOf(containers) });
  onTestFinished(() => story.end());
  return story;
}

describe('a platform that fails for a while', () => {
  it('gets every message once when it works again, however long that takes', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO}`);
    story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
    await story.pass('2h');
    expect(story.alerts()).toEqual([]);
    story.chat.fault = undefined;
    await story.pass('6m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    expect(story.live(VIDEO)?.now).toContain('failed');
  });

  it('is retried less and less often, and never before its Retry-After', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO}`);
    story.chat.fault = new DeliveryError('passing', '429', 'too many requests', { retryAfter: 1_800_000 });
    await story.pass('3m');
    story.chat.fault = undefined;
    await story.pass('25m');
    expect(story.alerts()).toEqual([]);
    await story.pass('10m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('gets an unconfirmed message again after a restart, with the same nonce', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO}`);
    story.chat.refuseAfterTaking = true;
    await story.pass('2m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    story.chat.refuseAfterTaking = false;
    await story.restart();
    await story.pass('10s');
    expect(story.alertsOn(VIDEO)).toHaveLength(2);
    expect(new Set(story.chat.nonces.slice(-2)).size).toBe(1);
  });
});

describe('a channel that can not be posted to any more', () => {
  const LASTING = new DeliveryError('lasting', '50001', 'the bot may no longer see it');

  it('loses its subscriptions, and the person who made the watch gets a direct message', async () => {
    const story = await begin();
    await story.type(`watch ${VIDEO} ${OTHER}`, channelRef('c1'));
    await story.type('alerts on', channelRef('c1'));
    await story.type(`watch ${OTHER}`, channelRef('c2'));
    story.chat.fault = LASTING;
    await story.pass('2m');
    story.chat.fault = undefined;
    await story.pass('25h');
    expect(story.alerts('c1')).toEqual([]);
    expect(await story.type('watches', channelRef('c1'))).toContain('watches nothing');
    expect(await story.type('alerts show', channelRef('c1'))).toContain('are off');
    expect(story.chat.people).toEqual([
      { person: 'ann', text: expect.stringContaining('the bot may no longer see it') },
    ]);
    expect(story.live(OTHER, 'c2')?.now).toContain('published');
    expect(story.log).toContain('its subscriptions have ended');
    expect(story.log).not.toContain('retried');
  });

  it('sends a direct message to the person who turned quota alerts on, who watched nothing there', async () => {
    const story = await begin();
    await story.type('alerts on', channelRef('c1'), { id: 'bob', isManager: true });
    await story.type(`watch ${OTHER}`, channelRef('c1'));
    story.chat.failed.add('c1');
    await story.pass('2h');
    expect(await story.type('alerts show', channelRef('c1'))).toContain('are off');
    const messages = new Map(story.chat.people.map(({ person, text }) => [person, text]));
    expect([...messages.keys()].toSorted()).toEqual(['ann', 'bob']);
    expect(messages.get('bob')).toContain('The quota alerts for brand that you turned on there are off');
    expect(messages.get('bob')).not.toContain('watched');
    expect(messages.get('ann')).toContain(OTHER);
    expect(messages.get('ann')).not.toContain('quota');
  });
});

it('an alert that a snooze holds back is not set aside for what the chat took meanwhile', async () => {
  const down = new DeliveryError('passing', '500', 'the chat is down');
  const story = await begin();
  await story.type(`watch ${VIDEO}`);
  await story.pass('95s');
  story.chat.fault = down;
  await story.pass('90s');
  await story.type('snooze 1h');
  story.chat.fault = undefined;
  await story.pass('58m');
  expect(story.alertsOn(VIDEO)).toEqual([]);
  story.chat.fault = down;
  await story.pass('3m');
  story.chat.fault = undefined;
  await story.pass('6m');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
});

it('a live message that is posted again does not say that a container is not watched, which is watched anew', async () => {
  const story = await begin();
  await story.type(`watch ${OTHER} ${VIDEO}`);
  await story.type(`unwatch ${VIDEO}`);
  story.chat.forget('m1');
  await story.type(`watch ${VIDEO}`);
  await story.pass('25h');
  const [again, ...others] = story.chat.messages.filter(
    ({ channel, now }) => channel === 'c1' && now.includes(OTHER) && now.includes('Watch ended'),
  );
  expect(others).toEqual([]);
  expect(again?.first).not.toContain(VIDEO);
});

it('a live message that somebody deleted is posted again when it changes', async () => {
  const story = await begin();
  await story.type(`watch ${OTHER}`);
  story.chat.forget('m1');
  await story.pass('25h');
  expect(story.alerts().map(({ first }) => [...first][0])).toEqual(['🟢', '⏰']);
  expect(story.live(OTHER)?.now).toContain('published');
});
