import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { commandTable } from '../../commands/table.ts';
import { INTENTS } from '../../src/chat/discord/connect/intents.ts';
import { findMissingPermissions, inviteLink } from '../../src/chat/discord/interactions/permissions.ts';
import { createManifest } from '../../src/chat/slack/manifest/createManifest.ts';
import { SCOPES } from '../../src/connect/scopes.ts';
import { readDocument } from './readDocument.ts';

/** The first cells of a table below a heading, which is known by its own first cell. */
function readColumn(file: string, section: string, head: string): string[] {
  const [, text = ''] = readDocument(file).text.split(`\n## ${section}\n`);
  const lines = text.split(/\n## /)[0]?.split('\n') ?? [];
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const rest = lines.slice(start + 2);
  const rows = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', ''));
}

const page = 'docs/permissions.md';

it('docs/permissions.md has every permission that the bot needs in Discord, and no other', () => {
  const inChannels = findMissingPermissions('0', ChannelType.GuildText);
  const inThreads = findMissingPermissions('0', ChannelType.PublicThread);
  const needed = [...new Set([...inChannels, ...inThreads])];
  expect(readColumn(page, 'Discord', 'permission').sort()).toEqual(needed.sort());
});

it('docs/permissions.md has every scope of the invite link, and no other', () => {
  const scopes = new URL(inviteLink('1')).searchParams.get('scope')?.split(' ');
  expect(readColumn(page, 'Discord', 'scope of the link')).toEqual(scopes);
});

it('docs/permissions.md has every intent, and no other', () => {
  const names = Object.entries(GatewayIntentBits).flatMap(([name, bit]) =>
    typeof bit === 'number' && (INTENTS & bit) !== 0 ? [name] : [],
  );
  expect(readColumn(page, 'Discord', 'gateway intent')).toEqual(names);
});

it('docs/permissions.md has every scope of the Slack manifest, and no other', () => {
  const { oauth_config } = createManifest({ commandName: 'threads', commands: commandTable });
  expect(readColumn(page, 'Slack', 'scope')).toEqual(oauth_config.scopes.bot);
});

it.each([
  [page, 'Threads', 'scope'],
  ['docs/threads-token.md', '2. Add the permissions', 'permission'],
])('%s has every scope that is asked for of Threads, and no other', (file, section, head) => {
  expect(readColumn(file, section, head)).toEqual([...SCOPES]);
});

it('docs/discord.md has the invite link that asks for them', () => {
  const link = inviteLink('APPLICATION_ID');
  expect(readDocument('docs/discord.md').text).toContain(link);
});
