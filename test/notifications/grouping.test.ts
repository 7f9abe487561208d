import { describe, expect, it, onTestFinished } from 'vitest';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const ids = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => String(17900000000000000n + BigInt(from + index)));

const failing = (at: string) => [status('0s', 'IN_PROGRESS'), status(at, 'ERROR', 'UNKNOWN')];

async function begin(lives: Readonly<Record<string, readonly object[]>>): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(lives as Parameters<typeof scenarioOf>[0]) });
  onTestFinished(() => story.end());
  return story;
}

const each = (containers: readonly string[], at: string) =>
  Object.fromEntries(containers.map((id) => [id, failing(at)]));

async function watchAll(story: Story, containers: readonly string[], name = 'c1'): Promise<void> {
  // No person may begin more than some hundred.
  for (let at = 0; at < containers.length; at += 20)
    await story.type(`watch ${containers.slice(at, at + 20).join(' ')}`, channelRef(name), {
      id: `person-${Math.floor(at / 200)}`,
      isManager: true,
    });
}

describe('failures in one channel', () => {
  it('a thousand at once are one message, which counts all and lists some', async () => {
    const all = ids(1_000);
    const story = await begin(each(all, '90s'));
    await watchAll(story, all);
    await story.pass('5m');
    const [storm, ...others] = story.alerts();
    expect(others).toEqual([]);
    expect(storm?.first).toMatch(/^❌ 1000 posts of brand failed/);
    expect(storm?.edits).toBe(0);
    for (const id of all.slice(0, 10)) expect(storm?.now).toContain(id);
    expect(storm?.now).toContain('and 985 more');
  });

  it('that follow a storm join its message for ten minutes; then a new message notifies people again', async () => {
    const [early, later, late] = [ids(12), ids(3, 101), ids(2, 201)];
    const story = await begin({ ...each(early, '30s'), ...each(later, '150s'), ...each(late, '30s') });
    await watchAll(story, [...early, ...later]);
    await story.pass('5m');
    expect(story.alerts()).toHaveLength(1);
    expect(story.alerts()[0]?.first).toMatch(/^❌ 12 posts of brand failed/);
    expect(story.alerts()[0]?.now).toMatch(/^❌ 15 posts of brand failed/);
    await story.pass('7m');
    await watchAll(story, late);
    await story.pass('2m');
    expect(story.alerts().map(({ first }) => first.split(' of ')[0])).toEqual(['❌ 12 posts', '❌ 2 posts']);
  });

  it('that are few and a minute apart get a message each, since an edit notifies nobody', async () => {
    const [first = '', second = ''] = ids(2);
    const story = await begin({ [first]: failing('30s'), [second]: failing('90s') });
    await watchAll(story, [first, second]);
    await story.pass('5m');
    expect(story.alertsOn(first)).toHaveLength(1);
    expect(story.alertsOn(second)).toHaveLength(1);
  });

  it('within ten seconds are one message', async () => {
    const [first = '', second = ''] = ids(2);
    const story = await begin({ [first]: failing('30s'), [second]: failing('30s') });
    await story.type(`watch ${first}`);
    await story.pass('5s');
    await story.type(`watch ${second}`);
    await story.pass('3m');
    expect(story.alerts()).toHaveLength(1);
    expect(story.alerts()[0]?.now).toMatch(/^❌ 2 posts of brand failed/);
  });

  it('still join after a restart; where somebody deleted the message, they get a new one', async () => {
    const [early, later] = [ids(12), ids(2, 101)];
    const story = await begin({ ...each(early, '30s'), ...each(later, '150s') });
    await watchAll(story, [...early, ...later]);
    await story.pass('2m');
    await story.restart();
    const storm = story.alerts()[0];
    story.chat.forget(storm?.id ?? '');
    await story.pass('3m');
    expect(story.alerts().map(({ first }) => first.split(' of ')[0])).toEqual(['❌ 2 posts']);
  });
});

describe('an alert whose edit is not taken for half an hour', () => {
  it('shows then what became of its container, though nothing joins it and nothing changes it any more', async () => {
    const [id = ''] = ids(1);
    const story = await begin({ [id]: [status('0s', 'IN_PROGRESS'), status('8m', 'PUBLISHED')] });
    await watchAll(story, [id]);
    await story.pass('7m');
    story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
    await story.pass('30m');
    story.chat.fault = undefined;
    await story.pass('8m');
    expect(story.alerts().map(({ first }) => first)).toEqual([expect.stringMatching(/^🐢/)]);
    expect(story.alerts()[0]?.now).toContain('Since then: published');
  });
});

describe('all containers of a message', () => {
  const press = async (story: Story, group: string, name = 'c1'): Promise<string> => {
    const person = { id: 'bob', isManager: false };
    const card = await story.bot.dispatch({
      command: 'more',
      args: { group },
      channel: channelRef(name),
      person,
    });
    return story.render(card);
  };

  it('are listed by its button for a day, in its own channel alone', async () => {
    const all = ids(60);
    const story = await begin(each(all, '30s'));
    await watchAll(story, all);
    await story.pass('2m');
    const [group = ''] = story.chat.groups;
    const list = await press(story, group);
    for (const id of all) expect(list).toContain(id);
    expect(await press(story, group, 'c2')).toContain('kept for a day');
    await story.pass('25h');
    expect(await press(story, group)).toContain('kept for a day');
    expect(await press(story, 'made-up')).toContain('kept for a day');
  });
});

describe('a channel that could not be reached for hours', () => {
  it('gets the final alert alone, and no warning that is not true any more', async () => {
    const [id = ''] = ids(1);
    const story = await begin({ [id]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] });
    await story.type(`watch ${id}`);
    await story.pass('22h');
    story.chat.fault = new DeliveryError('passing', '500', 'the chat is down');
    await story.pass('2h30m');
    story.chat.fault = undefined;
    await story.pass('10m');
    expect(story.alertsOn(id).map(({ first }) => first.split(' ')[0])).toEqual(['🟢', '⌛']);
  });
});
