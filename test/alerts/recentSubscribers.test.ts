import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { RecentSubscribers, recentSubscriptionSchema } from '../../src/alerts/recentSubscribers.ts';
import { DAY, MINUTE } from '../../src/duration.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/store.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const REVOKED = { error: { code: 190, error_subcode: 458, http: 400 } };

async function begin(
  rest: Readonly<Record<string, unknown>> = {},
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const published = [status('0s', 'FINISHED'), status('90s', 'PUBLISHED')];
  const story = await Story.begin({ scenario: scenarioOf({ [VIDEO]: published }, rest), ...options });
  onTestFinished(() => story.end());
  return story;
}

/** The channels of all stored records. */
async function recordedChannels(store: Store): Promise<string[]> {
  const schema = z.object({ channel: z.object({ id: z.string() }) });
  const ids: string[] = [];
  const records = store.collection('recent-subscriptions', schema);
  for await (const [, { channel }] of records.entries(() => undefined)) ids.push(channel.id);
  return ids.sort();
}

it.each([
  ['20 days', '20d', 1],
  ['40 days', '40d', 0],
])(
  'a channel hears of a revoked token %s after its last watch ended: %s, %i times',
  async (_, from, times) => {
    const story = await begin({ faults: [{ from, ...REVOKED }] });
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    expect(await story.type('watches')).toContain('watches nothing');
    await story.restart();
    await story.pass('49d');
    const told = story.alerts().filter(({ first }) => first.startsWith('🔑'));
    expect(told).toHaveLength(times);
  },
);

it('a channel hears of it too after it turned its alerts off, or stopped watching', async () => {
  const story = await begin({ faults: [{ from: '20d', ...REVOKED }] });
  await story.type('alerts on');
  await story.type('alerts off');
  await story.type(`watch ${VIDEO}`, channelRef('c2'));
  await story.type('unwatch all', channelRef('c2'));
  await story.pass('28d');
  for (const channel of ['c1', 'c2'])
    expect(story.alerts(channel).filter(({ first }) => first.startsWith('🔑'))).toHaveLength(1);
});

it('a channel that can’t be posted to any more is forgotten', async () => {
  const story = await begin();
  await story.type('alerts on', channelRef('c2'));
  await story.type('alerts on');
  expect(await recordedChannels(story.store)).toEqual(['c1', 'c2']);
  story.chat.failed.add('c1');
  await story.type(`watch ${VIDEO}`);
  expect(await recordedChannels(story.store)).toEqual(['c2']);
});

it('an account that is disconnected is forgotten', async () => {
  const shop = { token: 'token-of-shop', id: '17841400000000002', username: 'shop' };
  const story = await begin({ accounts: [shop] }, { configured: [], canConnect: true });
  const { query } = await agree(linkIn(await story.type('connect')), 'shop', '1');
  await story.bot.answerCallback(query);
  await story.type(`watch ${VIDEO}`);
  expect(await recordedChannels(story.store)).toEqual(['c1']);
  await story.type(`disconnect ${story.accounts.all[0]?.name}`);
  expect(await recordedChannels(story.store)).toEqual([]);
});

it('it costs one write a day for each account and channel, and old records are deleted', async () => {
  const store = await openStore('memory:');
  let writes = 0;
  const counting = interceptStore(store, (kind, call) => {
    if (kind === 'write') writes += 1;
    return call();
  });
  const recent = new RecentSubscribers(counting.collection('recent-subscriptions', recentSubscriptionSchema));
  for (let minute = 0; minute < 500; minute += 1)
    await recent.note('brand', channelRef('c1'), minute * MINUTE);
  expect(writes).toBe(1);
  await recent.note('brand', channelRef('c2'), DAY);
  await recent.note('brand', channelRef('c1'), DAY);
  expect(writes).toBe(3);
  expect(recent.channelsOf('brand', 30 * DAY).map(({ id }) => id)).toEqual(['c1', 'c2']);
  expect(recent.channelsOf('shop', DAY)).toEqual([]);
  await recent.note('shop', channelRef('c3'), 40 * DAY);
  expect(await recordedChannels(store)).toEqual(['c3']);
});
