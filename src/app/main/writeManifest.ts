import { parseArgs } from 'node:util';
import { typedCommands } from '../../../commands/table.ts';
import { createManifest, type TeamsManifest } from '../../chat/slack/manifest/createManifest.ts';
import { manifestLink } from '../../chat/slack/manifest/manifestLink.ts';
import { trimTrailing } from '../../trimTrailing.ts';

/** How the program that prints the manifest is called. */
export const USAGE = `Usage: npm run -s manifest                              Socket Mode
       npm run -s manifest -- --http https://host      signed HTTP at https://host/slack/events
       npm run -s manifest -- --link                   the page on which Slack creates the app from it
       npm run -s manifest -- --teams                  for several workspaces, which install it at PUBLIC_URL
       npm run -s manifest -- --teams --rotate         the same, with tokens that end after 12 hours and are refreshed
`;

/**
 * Writes the app manifest; paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”. Or writes the link to
 * that page with the manifest in it.
 *
 * @param args what stands after the name of the program
 * @throws {Error} for arguments that can't be read
 */
export function writeManifest(
  args: readonly string[],
  readCommandName: () => string,
  readPublicUrl: () => string | undefined = () => undefined,
): string {
  const flag = { type: 'boolean' } as const;
  const options = { http: { type: 'string' }, link: flag, teams: flag, rotate: flag, help: flag } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return USAGE;
  const origin = values.http === undefined ? undefined : readOrigin(values.http);
  if (values.rotate && !values.teams)
    throw new Error('--rotate goes with --teams: the token of SLACK_BOT_TOKEN must not end');
  const teams = values.teams
    ? { publicUrl: readPublicOrigin(readPublicUrl()), rotatesTokens: values.rotate ?? false }
    : undefined;
  const manifest = manifestFor(readCommandName(), origin, teams);
  return `${values.link ? manifestLink(manifest) : JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest with all commands. @param origin where Slack reaches the bot by signed HTTP; left out for Socket Mode */
export function manifestFor(commandName: string, origin: string | undefined, teams?: TeamsManifest): object {
  return createManifest({ commandName, origin, teams, commands: typedCommands });
}

/** Slack sends browsers only to https URLs. */
function readPublicOrigin(publicUrl: string | undefined): string {
  if (publicUrl === undefined || URL.parse(publicUrl)?.protocol !== 'https:')
    throw new Error(
      `--teams needs PUBLIC_URL, ${publicUrl === undefined ? 'which is not set' : 'with https'}: where browsers reach this bot, such as https://bot.example.com`,
    );
  return trimTrailing(publicUrl, '/');
}

/** Slack calls only https URLs. */
function readOrigin(typed: string): string {
  const origin = findOrigin(typed);
  if (origin === undefined) throw new Error(`--http needs ${ORIGIN}`);
  return origin;
}

/** What the address of a bot must be for Slack to call it. */
export const ORIGIN = 'an https URL without a path, such as https://bot.example.com';

/** @returns `undefined` where Slack can't call it */
export function findOrigin(typed: string): string | undefined {
  const url = URL.parse(typed) ?? undefined;
  const isOrigin = url?.pathname === '/' && url.search + url.hash + url.username === '';
  return url?.protocol === 'https:' && isOrigin ? url.origin : undefined;
}
