import { expect, it, onTestFinished } from 'vitest';
import { HOUR, SECOND } from '../../src/duration.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';

async function begin(): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), status('10h', 'ERROR', 'UNKNOWN')],
      [OTHER]: [status('0s', 'IN_PROGRESS'), status('3m', 'FINISHED')],
    }),
  });
  onTestFinished(() => story.end());
  return story;
}

it('ten channels that watch a container cost one check each time, and each is alerted', async () => {
  const story = await begin();
  const names = Array.from({ length: 10 }, (_, index) => `c${index + 1}`);
  for (const name of names) await story.type(`watch ${VIDEO} note:"for ${name}"`, channelRef(name));
  expect(story.checksAt(VIDEO)).toBe(1);
  await story.pass('25h');
  expect(story.checksAt(VIDEO)).toBe(7);
  for (const name of names) {
    const failures = story.alertsOn(VIDEO, name).filter(({ first }) => first.startsWith('❌'));
    expect(failures).toHaveLength(1);
    expect(failures[0]?.first).toContain(`“for ${name}”`);
  }
});

it('a container that a channel watches already is not watched twice', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO}`);
  expect(await story.type(`watch ${VIDEO} ${OTHER}`)).toContain('this channel watched it already');
  expect(await story.type('watches')).toContain('watches 2 posts');
  expect(story.live(VIDEO)?.now).not.toContain(OTHER);
});

it('a channel that stops watching gets no more alerts, and its live message says who stopped', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO}`, channelRef('c1'));
  await story.type(`watch ${VIDEO}`, channelRef('c2'));
  expect(await story.type(`unwatch ${VIDEO}`, channelRef('c1'), { id: 'bob', isManager: false })).toContain(
    'Stopped watching 17900000000000001 of brand',
  );
  expect(story.live(VIDEO, 'c1')?.now).toContain('no longer watched: stopped by bob');
  await story.pass('25h');
  expect(story.alerts('c1')).toEqual([]);
  expect(story.alertsOn(VIDEO, 'c2').some(({ first }) => first.startsWith('❌'))).toBe(true);
});

it('`unwatch all` ends the watches of its own channel only', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO} ${OTHER}`, channelRef('c1'));
  await story.type(`watch ${OTHER}`, channelRef('c2'));
  expect(await story.type('unwatch all', channelRef('c1'))).toContain('Stopped watching 2 posts');
  expect(await story.type('watches', channelRef('c1'))).toContain('watches nothing');
  expect(await story.type('watches', channelRef('c2'))).toContain(OTHER);
});

it('the button of a live message stops all its watches, and works in its own channel only', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO} ${OTHER}`);
  const live = await findLiveId(story);
  const press = (name: string) =>
    story.bot.dispatch({
      command: 'stop',
      args: { live: live ?? '' },
      channel: channelRef(name),
      person: { id: 'bob', isManager: false },
    });
  expect(story.render(await press('c2'))).toContain('Nothing of that message is watched any more');
  expect(story.render(await press('c1'))).toContain('Stopped watching 2 posts');
  await story.bot.deliver();
  expect(story.live(VIDEO)?.now).toContain('stopped by bob');
  expect(story.render(await press('c1'))).toContain('Nothing of that message is watched any more');
});

/** The id of a live message, which its button carries. */
async function findLiveId(story: Story): Promise<string | undefined> {
  const records = story.store.collection('notifications', notificationSchema);
  for await (const [id, { content }] of records.entries(() => undefined))
    if (content.kind === 'live') return id;
  return undefined;
}

it('checks that people ask for replace early ones, so that a container costs eight at most', async () => {
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] }),
    watchChecks: [0, 75 * SECOND, 150 * SECOND, 225 * SECOND, 300 * SECOND, 23 * HOUR, 24 * HOUR],
  });
  onTestFinished(() => story.end());
  await story.type(`watch ${VIDEO}`);
  for (const wait of ['70s', '70s', '70s']) {
    await story.pass(wait);
    await story.type(`status ${VIDEO}`);
  }
  await story.pass('25h');
  expect(story.alertsOn(VIDEO).map(({ first }) => [...first][0])).toEqual(['⏰', '⌛']);
  expect(story.checksAt(VIDEO)).toBeLessThanOrEqual(8);
});
