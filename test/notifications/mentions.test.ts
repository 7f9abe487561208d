import { describe, expect, it, onTestFinished } from 'vitest';
import type { Mention } from '../../src/messages/channelChoices.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const FAILS = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];
const OTHER = '17900000000000002';
const TEAM: Mention = { kind: 'person', id: 'team' };

async function begin(
  containers: Parameters<typeof scenarioOf>[0],
  rest: Readonly<Record<string, unknown>> = {},
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const story = await Story.begin({ ...options, scenario: scenarioOf(containers, rest) });
  onTestFinished(() => story.end());
  return story;
}

/** Whom each message of a channel calls, with the sign that its headline begins with. */
function calledIn(story: Story, channel = 'c1'): [sign: string, called: string][] {
  return story.chat.messages
    .filter((message) => message.channel === channel)
    .map(({ id, first }) => [
      first.split(' ')[0] ?? '',
      (story.chat.cards.get(id)?.mentions ?? []).map((mention) => mention.id).join(' '),
    ]);
}

describe('whom a channel chose', () => {
  it('is called by a failure, and by nothing that is good news or about settings', async () => {
    const story = await begin({
      [VIDEO]: FAILS,
      [OTHER]: [status('0s', 'FINISHED'), status('2m', 'PUBLISHED')],
    });
    await story.type('alerts mention:@team');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('5m');
    const called = calledIn(story).filter(([, who]) => who !== '');
    expect(called).toEqual([['❌', 'team']]);
    expect(story.alertsOn(VIDEO)[0]?.first.split('\n')[0]).toMatch(/@team$/);
  });

  it('is called where a ready post does not go out and before it expires, but not by a delay', async () => {
    const story = await begin({
      [VIDEO]: [status('0s', 'FINISHED')],
      [OTHER]: [status('0s', 'IN_PROGRESS')],
    });
    await story.type('alerts mention:@team');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('23h30m');
    const signs = calledIn(story).filter(([sign]) => ['🐢', '🟢', '⏰'].includes(sign));
    expect(signs).toEqual([
      ['🐢', ''],
      ['🟢', 'team'],
      ['⏰', 'team'],
    ]);
  });

  it('is called by an outage, and not by its end', async () => {
    const faults = [{ from: '15m30s', to: '23h30m', http: 401, error: { code: 190 } }];
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED')] }, { faults });
    await story.type('alerts on mention:@team mute:unpublished,expiries');
    await story.type(`watch ${VIDEO}`);
    await story.pass('25h');
    const called = calledIn(story).filter(([sign]) => sign !== '🔔' && sign !== '👀');
    expect(called.filter(([, who]) => who !== '')).toEqual([['🔑', 'team']]);
    expect(called.length).toBeGreaterThan(1);
  });

  it('is called by a quota that is used up, and not below', async () => {
    const posts = [
      { at: '0s', usage: 100, total: 250 },
      { at: '1h', usage: 240 },
      { at: '3h', usage: 250 },
    ];
    const story = await begin({}, { quotas: { posts } });
    await story.type('alerts on mention:@team');
    await story.pass('5h');
    expect(calledIn(story).filter(([sign]) => sign === '📈' || sign === '🛑')).toEqual([
      ['📈', ''],
      ['🛑', 'team'],
    ]);
  });

  it('is kept over a restart, and an edit shows who was called then', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED'), status('20m', 'PUBLISHED')] });
    await story.type('alerts mention:@team');
    await story.type(`watch ${VIDEO}`);
    await story.restart();
    await story.pass('16m');
    await story.type('alerts mention:none');
    await story.pass('24h');
    const [alert] = story.alertsOn(VIDEO);
    expect(alert?.edits).toBeGreaterThan(0);
    expect(story.chat.cards.get(alert?.id ?? '')?.mentions).toEqual([TEAM]);
  });

  it('is called by the notice that stands in for what the platform refuses', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type('alerts mention:@team');
    await story.type(`watch ${VIDEO} mention:me`);
    story.chat.refuses = ({ words }) =>
      words.startsWith('❌') ? new DeliveryError('refused', 'words', 'not these words') : undefined;
    await story.pass('3h');
    expect(calledIn(story).filter(([sign]) => sign === '⚠️')).toEqual([['⚠️', 'team ann']]);
  });

  it('belongs to its channel, and is forgotten with it', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: FAILS });
    await story.type('alerts mention:@team', channelRef('c2'));
    await story.type(`watch ${VIDEO}`, channelRef('c1'));
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await story.pass('5m');
    expect(calledIn(story, 'c1').every(([, who]) => who === '')).toBe(true);
    story.chat.failed.add('c2');
    await story.type(`watch ${OTHER}`, channelRef('c2'));
    story.chat.failed.delete('c2');
    expect(await story.type('alerts show', channelRef('c2'))).toContain('Mention: nobody');
  });
});

describe('who watches with mention:me', () => {
  it('is called by that watch alone, beside whom the channel chose', async () => {
    const story = await begin({
      [VIDEO]: FAILS,
      [OTHER]: [status('0s', 'IN_PROGRESS'), status('2m30s', 'ERROR')],
    });
    await story.type('alerts mention:@team');
    expect(await story.type(`watch ${VIDEO} mention:me`)).toContain('calls you by name');
    await story.type(`watch ${OTHER}`);
    await story.pass('5m');
    expect(calledIn(story).filter(([, who]) => who !== '')).toEqual([
      ['❌', 'team ann'],
      ['❌', 'team'],
    ]);
  });

  it('is called beside another person of the same channel who watches the same', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type(`watch ${VIDEO} mention:me`);
    await story.type(`watch ${VIDEO} mention:me`, channelRef('c1'), { id: 'bob', isManager: false });
    await story.pass('5m');
    expect(calledIn(story).filter(([, who]) => who !== '')).toEqual([['❌', 'ann bob']]);
  });

  it('is called by a new message where an earlier one, which the alert would join, called others', async () => {
    const story = await begin(
      { [VIDEO]: FAILS, [OTHER]: [status('0s', 'IN_PROGRESS'), status('105s', 'ERROR', 'UNKNOWN')] },
      {},
      { watchChecks: [0, 100_000, 105_000, 86_400_000] },
    );
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER} mention:me`);
    await story.pass('5m');
    expect(calledIn(story).filter(([sign]) => sign === '❌')).toEqual([
      ['❌', ''],
      ['❌', 'ann'],
    ]);
  });

  it('can’t be anybody else', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    const answer = await story.type(`watch ${VIDEO} mention:@bob`);
    expect(answer).toContain(`watch ${VIDEO} mention:me`);
    expect(story.live(VIDEO)).toBeUndefined();
  });
});

describe('a silent kind', () => {
  it('is posted without a sound, and calls nobody', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: [status('0s', 'FINISHED')] });
    await story.type('alerts mention:@team silent:failures,delays');
    await story.type(`watch ${VIDEO} mention:me`);
    await story.type(`watch ${OTHER}`);
    await story.pass('20m');
    const [failed] = story.alertsOn(VIDEO);
    const card = story.chat.cards.get(failed?.id ?? '');
    expect([card?.isSilent, card?.mentions]).toEqual([true, undefined]);
    const unpublished = story.chat.cards.get(story.alertsOn(OTHER)[0]?.id ?? '');
    expect([unpublished?.isSilent, unpublished?.mentions]).toEqual([undefined, [TEAM]]);
  });
});
