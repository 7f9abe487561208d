import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DiscordDouble } from './double/discordDouble.ts';
import { type DiscordWorld, openDiscordWorld } from './double/discordWorld.ts';
import { FOREIGN_GUILD, GUILD, MANAGE_GUILD, newChannel, ROLE } from './double/payloads.ts';
import type { Server, Shown } from './double/server.ts';

const ACCOUNTS = [
  { name: 'brand', token: 'sandbox-token', workspaces: [GUILD] },
  { name: 'club', token: 'sandbox-token', workspaces: [GUILD] },
  { name: 'shop', token: 'sandbox-token', workspaces: [FOREIGN_GUILD] },
];

let world: DiscordWorld;
let discord: DiscordDouble;
let server: Server;

beforeAll(async () => {
  const env = {
    DISCORD_GUILD_IDS: `${GUILD},${FOREIGN_GUILD}`,
    THREADS_ACCESS_TOKEN: '',
    THREADS_ACCOUNTS: JSON.stringify(ACCOUNTS),
  };
  world = await openDiscordWorld({ containers: {}, env });
  ({ discord, server } = world);
  world.bot.start();
  await world.bot.ready();
});

afterAll(() => world.close());

afterEach(() => expect(discord.violations).toEqual([]));

const manager = (channel: string) => ({ channel, permissions: MANAGE_GUILD });

function chosen({ selects }: Shown, label: string): readonly string[] | undefined {
  return selects.find((select) => select.label === label)?.chosen;
}

describe('alerts', () => {
  it('shows a manager the settings, and applies what is chosen at once', async () => {
    const who = manager(newChannel());
    const shown = await server.type('alerts', {}, who);
    expect(chosen(shown, 'Account')).toEqual(['brand']);
    expect(chosen(shown, 'Quota alerts')).toEqual(['off']);
    const on = await server.choose(shown, 'Quota alerts', ['on'], who);
    expect(chosen(on, 'Quota alerts')).toEqual(['on']);
    expect(chosen(on, 'Thresholds')).toEqual(['80', '95', '100']);
    const other = await server.choose(on, 'Thresholds', ['50', '100'], who);
    expect(chosen(other, 'Thresholds')).toEqual(['50', '100']);
    const mention = await server.choose(other, 'Mention for bad news', [ROLE], who);
    expect(chosen(mention, 'Mention for bad news')).toEqual([ROLE]);
    expect(chosen(mention, 'Thresholds')).toEqual(['50', '100']);
    const nobody = await server.choose(mention, 'Mention for bad news', [], who);
    expect(chosen(nobody, 'Mention for bad news')).toEqual([]);
    await server.message('50', { channel: who.channel });
  });

  it('has a second page', async () => {
    const who = manager(newChannel());
    const second = await server.press(await server.type('alerts', {}, who), 'Next', who);
    expect(chosen(second, 'Quiet hours')).toEqual(['off']);
    const quiet = await server.choose(second, 'Quiet hours', ['22:00-07:00'], who);
    expect(chosen(quiet, 'Quiet hours')).toEqual(['22:00-07:00']);
    const reminded = await server.choose(quiet, 'Reminder', ['30m'], who);
    expect(chosen(reminded, 'Reminder')).toEqual(['30m']);
    expect(reminded.text).toMatch(/22:00[\s\S]*30/);
    const kinds = await server.choose(reminded, 'Without a sound', ['delays', 'quotas'], who);
    expect(kinds.text).toContain('delays and quotas');
    const loud = await server.choose(kinds, 'Without a sound', [], who);
    expect(loud.text).not.toContain('delays and quotas');
  });

  it('shows the settings of another account of the server', async () => {
    const who = manager(newChannel());
    const shown = await server.type('alerts', {}, who);
    const club = await server.choose(shown, 'Account', ['club'], who);
    expect(chosen(club, 'Account')).toEqual(['club']);
    await server.choose(club, 'Quota alerts', ['on'], who);
    expect(chosen(await server.type('alerts', { account: 'club' }, who), 'Quota alerts')).toEqual(['on']);
    expect(chosen(await server.type('alerts', { account: 'brand' }, who), 'Quota alerts')).toEqual(['off']);
  });

  it('shows others how it stands, and lets them change nothing', async () => {
    const channel = newChannel();
    const shown = await server.type('alerts', {}, manager(channel));
    const seen = await server.type('alerts', {}, { channel });
    expect(seen.text).not.toBe('');
    expect(seen.selects).toEqual([]);
    const refused = await server.choose(shown, 'Quota alerts', ['on'], { channel });
    expect(refused.text).toContain('for managers');
    const mention = await server.choose(shown, 'Mention for bad news', [ROLE], { channel });
    expect(mention.text).toContain('for managers');
    expect(chosen(await server.type('alerts', {}, manager(channel)), 'Quota alerts')).toEqual(['off']);
  });

  it('takes nothing that somebody made up', async () => {
    const who = manager(newChannel());
    const shown = await server.type('alerts', {}, who);
    for (const [label, value] of [
      ['Account', 'shop'],
      ['Quota alerts', 'louder'],
      ['Mention for bad news', GUILD],
    ] as const) {
      const { text } = await server.choose(shown, label, [value], who);
      expect(text, label).toContain('⚠️');
    }
    const elsewhere = { ...who, guild: FOREIGN_GUILD };
    expect((await server.choose(shown, 'Quota alerts', ['on'], elsewhere)).text).toMatch(/no account .brand/);
    const after = await server.type('alerts', {}, who);
    expect(after.selects).toEqual(shown.selects);
  });
});
