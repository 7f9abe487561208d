import { parseArgs } from 'node:util';
import { typedCommands } from '../../../commands/table.ts';
import { createManifest } from '../../chat/slack/manifest/createManifest.ts';
import { readCommandName } from '../readCommandName.ts';

const USAGE = `Usage: npm run -s manifest                              Socket Mode
       npm run -s manifest -- --http https://host      signed HTTP at https://host/slack/events
`;

/** Prints the app manifest; paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”. */
function main(): void {
  const { values } = parseArgs({ options: { http: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) return void process.stdout.write(USAGE);
  const manifest = createManifest({
    commandName: readCommandName(),
    origin: values.http === undefined ? undefined : readOrigin(values.http),
    commands: typedCommands,
  });
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Slack calls only https URLs. */
function readOrigin(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search + url.hash + url.username !== '')
    throw new Error(`--http needs an https URL without a path, such as https://bot.example.com`);
  return url.origin;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
}
