import { parseArgs } from 'node:util';
import { typedCommands } from '../../../commands/table.ts';
import { describeCommands } from '../../chat/discord/register/describeCommands.ts';
import { readCommandName } from '../readCommandName.ts';

const USAGE = `Usage: npm run -s commands -- --dry-run      prints the commands as Discord registers them

npm start registers them in every server of DISCORD_GUILD_IDS whose commands differ.
`;

/** Prints the commands that `npm start` registers, as a JSON array. */
function main(): void {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } } });
  if (!values['dry-run']) return void process.stdout.write(USAGE);
  process.stdout.write(`${JSON.stringify(describeCommands(typedCommands, readCommandName()), null, 2)}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
}
