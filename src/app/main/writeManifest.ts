import { parseArgs } from 'node:util';
import { typedCommands } from '../../../commands/table.ts';
import { createManifest } from '../../chat/slack/manifest/createManifest.ts';

/** How the program that prints the manifest is called. */
export const USAGE = `Usage: npm run -s manifest                              Socket Mode
       npm run -s manifest -- --http https://host      signed HTTP at https://host/slack/events
`;

/**
 * Writes the app manifest; paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”.
 *
 * @param args what stands after the name of the program
 * @throws {Error} for arguments that can't be read
 */
export function writeManifest(args: readonly string[], readCommandName: () => string): string {
  const options = { http: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return USAGE;
  const manifest = createManifest({
    commandName: readCommandName(),
    origin: values.http === undefined ? undefined : readOrigin(values.http),
    commands: typedCommands,
  });
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Slack calls only https URLs. */
function readOrigin(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search + url.hash + url.username !== '')
    throw new Error(`--http needs an https URL without a path, such as https://bot.example.com`);
  return url.origin;
}
