import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSelect } from './checkMessage.ts';
import type { Answer, SlackDouble } from './double/slackDouble.ts';
import { openSlackWorld, type SlackWorld } from './double/slackWorld.ts';

const MANAGER = 'U0MAY';
const BEN = 'U0BEN';

let world: SlackWorld;
let slack: SlackDouble;

beforeAll(async () => {
  world = await openSlackWorld({ containers: {}, env: { MANAGERS: MANAGER } });
  ({ slack } = world);
  world.bot.start();
  await world.bot.ready();
});

afterAll(() => world.close());

function chosen({ blocks }: Answer, label: string): readonly string[] | undefined {
  const block = blocks.find(({ text, accessory }) => accessory !== undefined && text?.text === `*${label}*`);
  if (block === undefined) return undefined;
  const { initial_option: one, initial_options: some, initial_users: people } = readSelect(block.accessory);
  return people ?? some?.map(({ value }) => value) ?? (one ? [one.value] : []);
}

describe('alerts', () => {
  it('shows a manager the settings, and applies what is chosen at once, in place', async () => {
    const who = { channel: 'C0SET', user: MANAGER };
    const shown = await slack.command('alerts', who).answer();
    expect(chosen(shown, 'Account')).toBeUndefined();
    expect(chosen(shown, 'Quota alerts')).toEqual(['off']);
    const on = await slack.choose(shown, 'Quota alerts', ['on'], who).answer();
    expect(on.replace_original).toBe(true);
    expect(chosen(on, 'Thresholds')).toEqual(['80', '95', '100']);
    const some = await slack.choose(on, 'Thresholds', ['50', '100'], who).answer();
    expect(chosen(some, 'Thresholds')).toEqual(['50', '100']);
    const person = await slack.choose(some, 'Mention for bad news', [BEN], who).answer();
    expect(chosen(person, 'Mention for bad news')).toEqual([BEN]);
    const nobody = await slack.choose(person, 'Mention for bad news', [], who).answer();
    expect(chosen(nobody, 'Mention for bad news')).toEqual([]);
    const quiet = await slack.choose(nobody, 'Quiet hours', ['22:00-07:00'], who).answer();
    expect(chosen(quiet, 'Quiet hours')).toEqual(['22:00-07:00']);
    const reminder = await slack.choose(quiet, 'Reminder', ['30m'], who).answer();
    expect(chosen(reminder, 'Reminder')).toEqual(['30m']);
    const muted = await slack.choose(reminder, 'Not posted', ['delays', 'quotas'], who).answer();
    expect(chosen(muted, 'Not posted')).toEqual(['delays', 'quotas']);
    const again = await slack.command('alerts', who).answer();
    expect(again.blocks.filter(({ accessory }) => accessory)).toEqual(
      muted.blocks.filter(({ accessory }) => accessory),
    );
  });

  it('shows others how it stands, and lets them change nothing', async () => {
    const channel = 'C0SEEN';
    const shown = await slack.command('alerts', { channel, user: MANAGER }).answer();
    const seen = await slack.command('alerts', { channel, user: BEN }).answer();
    expect(seen.blocks.some(({ accessory }) => accessory)).toBe(false);
    for (const [label, value] of [
      ['Quota alerts', 'on'],
      ['Mention for bad news', BEN],
      ['Quiet hours', '22:00-07:00'],
    ] as const) {
      const { text } = await slack.choose(shown, label, [value], { channel, user: BEN }).answer();
      expect(text, label).toContain('MANAGERS');
    }
    const after = await slack.command('alerts', { channel, user: MANAGER }).answer();
    expect(after.blocks).toEqual(shown.blocks);
  });

  it('takes nothing from another team, and nothing that somebody made up', async () => {
    const who = { channel: 'C0MADE', user: MANAGER };
    const shown = await slack.command('alerts', who).answer();
    const foreign = await slack.choose(shown, 'Quota alerts', ['on'], { ...who, team: 'T0OTHER' }).answer();
    expect(foreign.text).toContain('serves another workspace');
    const guest = await slack.choose(shown, 'Quota alerts', ['on'], { ...who, homeTeam: 'T0OTHER' }).answer();
    expect(guest.text).toContain('Only people of the workspace');
    const wrong = await slack.choose(shown, 'Quota alerts', ['louder'], who).answer();
    expect(wrong.text).toContain('⚠️');
    const action_id = JSON.stringify({ command: 'alerts', args: { account: 'other' }, picks: 'state' });
    const other = await slack.chooseIn({ type: 'static_select', action_id }, ['on'], who).answer();
    expect(other.text).toContain('⚠️');
    const after = await slack.command('alerts', who).answer();
    expect(after.blocks).toEqual(shown.blocks);
  });

  it('Slack would have refused nothing that these tests sent', () => {
    expect(slack.violations).toEqual([]);
  });
});
