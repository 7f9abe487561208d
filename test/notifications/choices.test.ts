import { describe, expect, it, onTestFinished } from 'vitest';
import { error, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const NOBODY = { id: 'eve', isManager: false };
const HOUR = 3_600_000;

/** A story begins at midnight, UTC. */
async function begin(
  containers: Parameters<typeof scenarioOf>[0],
  rest: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, rest) });
  onTestFinished(() => story.end());
  return story;
}

const signs = (story: Story): string[] => story.alerts().map(({ first }) => first.split(' ')[0] ?? '');

describe('in quiet hours', () => {
  it('what is urgent is posted, and what is not comes when they end, if it is still true', async () => {
    const story = await begin({
      [VIDEO]: [status('0s', 'FINISHED')],
      [OTHER]: [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')],
    });
    expect(await story.type('alerts quiet:22:00-07:00')).toContain('UTC');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('6h');
    expect(signs(story)).toEqual(['❌']);
    await story.restart();
    await story.pass('2h');
    expect(signs(story)).toEqual(['❌', '🟢']);
    const [unpublished] = story.alertsOn(VIDEO);
    expect(unpublished?.at).toBeGreaterThanOrEqual(7 * HOUR);
    expect(unpublished?.at).toBeLessThan(7 * HOUR + 60_000);
  });

  it('what is not true any more when they end is not posted, and the live message shows it at once', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED'), status('3h', 'PUBLISHED')] });
    await story.type('alerts quiet:22:00-07:00');
    await story.type(`watch ${VIDEO}`);
    await story.pass('4h');
    await story.type(`status ${VIDEO}`);
    expect(story.live(VIDEO)?.now).toContain('published');
    await story.pass('8h');
    expect(signs(story)).toEqual([]);
  });

  it.each(['alerts quiet:off', 'alerts quiet:12:00-13:00'])(
    'what is not true any more is not posted where somebody ends them by %s',
    async (line) => {
      const life = [status('0s', 'IN_PROGRESS'), status('20m', 'PUBLISHED')];
      const story = await begin({ [VIDEO]: life, [OTHER]: [status('0s', 'IN_PROGRESS')] });
      await story.type('alerts quiet:23:00-07:00');
      await story.type(`watch ${VIDEO}`);
      await story.type(`watch ${OTHER}`);
      await story.pass('25m');
      await story.type(`status ${VIDEO}`);
      await story.type(line);
      await story.pass('5m');
      expect(signs(story)).toEqual(['🐢']);
      expect(story.alertsOn(VIDEO)).toEqual([]);
    },
  );

  it('a container that could not be checked for a while and was published is not posted when they end', async () => {
    const story = await begin({
      [VIDEO]: [status('0s', 'IN_PROGRESS'), error('61s', 1), status('1h', 'PUBLISHED')],
      [OTHER]: [status('0s', 'IN_PROGRESS')],
    });
    await story.type('alerts quiet:23:00-07:00');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('3h');
    expect(story.live(VIDEO)?.now).toContain('published');
    await story.pass('5h');
    expect(story.alertsOn(VIDEO)).toEqual([]);
  });

  it('a change of them counts at once', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'FINISHED')] });
    await story.type('alerts quiet:22:00-07:00');
    await story.type(`watch ${VIDEO}`);
    await story.pass('1h');
    expect(signs(story)).toEqual([]);
    await story.type('alerts quiet:off');
    await story.pass('5s');
    expect(signs(story)).toEqual(['🟢']);
  });

  it('an expiring container, an expired one and a used-up quota are posted', async () => {
    const posts = [
      { at: '0s', usage: 100, total: 250 },
      { at: '1h', usage: 240 },
      { at: '3h', usage: 250 },
    ];
    const story = await begin(
      { [VIDEO]: [status('0s', 'FINISHED'), status('24h', 'EXPIRED')] },
      { quotas: { posts } },
    );
    await story.type('alerts on quiet:00:00-23:59');
    await story.type(`watch ${VIDEO}`);
    await story.pass('23h50m');
    expect(signs(story)).toEqual(['🛑', '⏰']);
    await story.pass('15m');
    expect(signs(story)).toContain('⌛');
  });
});

describe('a muted kind', () => {
  it('is not posted, and the live message shows the state', async () => {
    const story = await begin({ [VIDEO]: [status('0s', 'IN_PROGRESS'), status('10m', 'ERROR', 'UNKNOWN')] });
    await story.type('alerts mute:delays,failures');
    expect(await story.type(`watch ${VIDEO}`)).toContain('This channel gets no alerts about failures');
    await story.pass('30m');
    expect(signs(story)).toEqual([]);
    expect(story.live(VIDEO)?.now).toContain('failed');
    await story.type('alerts mute:none');
    await story.pass('1h');
    expect(signs(story)).toEqual([]);
  });
});

describe('alerts', () => {
  it('shows all of it to anyone, and lets only managers change it', async () => {
    const story = await begin({});
    await story.type('alerts on mention:@team quiet:22-7 remind:30m silent:delays mute:tokens');
    const shown = await story.type('alerts show', channelRef('c1'), NOBODY);
    for (const words of ['80 %', '@team', '22:00 to 07:00', 'UTC', '30 min', 'delays', 'tokens'])
      expect(shown).toContain(words);
    for (const line of ['alerts on', 'alerts off', 'alerts mention:none', 'alerts show remind:off'])
      expect(await story.type(line, channelRef('c1'), NOBODY)).toContain('managers');
    expect(await story.type('alerts', channelRef('c1'), NOBODY)).toBe(shown);
  });

  it('says in the channel who changed what, in one message', async () => {
    const story = await begin({});
    await story.type('alerts on mention:@team');
    await story.type('alerts remind:30m', channelRef('c1'), { id: 'bob', isManager: true });
    expect(story.chat.messages).toHaveLength(2);
    const [first, second] = story.chat.messages;
    for (const words of ['@team', '80 %', 'ann']) expect(first?.first).toContain(words);
    for (const words of ['@team', '30 min', 'bob']) expect(second?.first).toContain(words);
    expect(story.chat.messages.some(({ id }) => story.chat.cards.get(id)?.mentions !== undefined)).toBe(
      false,
    );
  });

  it('names the account in every line to type about its quotas, where there are several', async () => {
    const accounts = ['brand', 'shop'].map((username, index) => ({
      token: `token-of-${username}`,
      id: `1784140000000000${index}`,
      username,
    }));
    const story = await begin({}, { accounts });
    for (const line of ['alerts show account:shop', 'alerts on account:shop', 'alerts off account:shop']) {
      const typed = (await story.type(line)).match(/\/threads alerts o(?:n|ff).*/g) ?? [];
      expect(typed.length, line).toBeGreaterThan(1);
      for (const each of typed) expect(each).toContain('account:shop');
    }
    expect(await story.type('alerts on thresholds:200 account:shop remind:30m')).toContain(
      'alerts on thresholds:80,95,100 account:shop remind:30m',
    );
  });

  it('keeps what two managers choose at the same moment', async () => {
    const story = await begin({});
    await Promise.all([story.type('alerts mention:@team'), story.type('alerts remind:30m')]);
    const shown = await story.type('alerts show');
    for (const words of ['@team', '30 min']) expect(shown).toContain(words);
  });

  it.each([
    ['mention:@everyone', 'everybody'],
    ['mention:@here', 'everybody'],
    ['mention:"all of you"', 'nobody whom alerts can call'],
    ['quiet:22:00', '22:00-07:00'],
    ['quiet:25:00-07:00', '22:00-07:00'],
    ['quiet:07:00-07:00', 'never'],
    ['quiet:22:00-07:00 Mars/Olympus', 'mars/olympus'],
    ['quiet:22:00-07:00 BST', 'no time zone'],
    ['quiet:22:00-07:00 est', 'no time zone'],
    ['remind:10s', 'remind:30m'],
    ['remind:2d', 'remind:30m'],
    ['mute:delays,noise', 'failures, expiries'],
    ['silent:', 'failures, expiries'],
  ])('refuses %s with what to type instead, and changes nothing', async (typed, words) => {
    const story = await begin({});
    expect(await story.type(`alerts ${typed}`)).toContain(words);
    expect(story.chat.messages).toEqual([]);
  });

  it.each([
    ['22:00-07:00 Europe/Berlin', '22:00 to 07:00, Europe/Berlin time'],
    ['22.30 – 6 berlin', '22:30 to 06:00, Europe/Berlin time'],
    ['10pm to 6:30am new york', '22:00 to 06:30, America/New_York time'],
    ['12am-12pm UTC', '00:00 to 12:00, UTC time'],
  ])('understands quiet:%s', async (typed, shown) => {
    const story = await begin({});
    expect(await story.type(`alerts quiet:"${typed}"`)).toContain(shown);
    expect(await story.type('alerts quiet:01:00-02:00')).toContain(`01:00 to 02:00, ${shown.split(', ')[1]}`);
  });
});
