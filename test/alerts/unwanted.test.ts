import { expect, it, onTestFinished } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const ann = { id: 'ann', isManager: true };

async function begin(life: readonly Step[], quotas: object = {}): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: life }, { quotas }),
    quotaCron: '*/30 * * * *',
  });
  onTestFinished(() => story.end());
  return story;
}

async function snooze(story: Story, args: Readonly<Record<string, string>>): Promise<void> {
  await story.bot.dispatch({ command: 'snooze', args, channel: channelRef('c1'), person: ann });
}

it('an alert that the chat did not take yet is not told after unwatch', async () => {
  const story = await begin([status('0s', 'FINISHED')]);
  await story.type(`watch ${VIDEO}`);
  story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
  await story.pass('20m');
  await story.type(`unwatch ${VIDEO}`);
  story.chat.fault = undefined;
  await story.pass('2h');
  expect(story.alertsOn(VIDEO)).toEqual([]);
});

it('a quota alert that a snooze holds back is not told after alerts off', async () => {
  const posts = [
    { at: '0s', usage: 0, total: 250 },
    { at: '10m', usage: 210 },
  ];
  const story = await begin([status('0s', 'FINISHED')], { posts });
  await story.type('alerts on');
  await snooze(story, { account: 'brand', for: '1h' });
  await story.pass('40m');
  await story.type('alerts off');
  await story.pass('2h');
  expect(story.alerts()).toEqual([]);
});

it('a quota alert after alerts off and on is told, though one of before still waits for a snooze', async () => {
  const posts = [
    { at: '0s', usage: 0, total: 250 },
    { at: '10m', usage: 210 },
    { at: '40m', usage: 0 },
    { at: '2h10m', usage: 226 },
  ];
  const story = await begin([status('0s', 'FINISHED')], { posts });
  await story.type('alerts on');
  await snooze(story, { account: 'brand', for: '6h' });
  await story.pass('2h');
  await story.type('alerts off');
  await story.type('alerts on');
  await story.pass('5h');
  expect(story.alerts().map(({ first }) => first.split('\n')[0])).toEqual([
    '📈 brand is past 80 % of its posts: 226 / 250 posts (90 %)',
  ]);
});
