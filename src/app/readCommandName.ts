import { defaults, variables } from './variables.ts';

/**
 * The name behind the slash, for the programs that only print what the command table becomes.
 *
 * @throws Error that says what was expected
 */
export function readCommandName(): string {
  try {
    process.loadEnvFile();
  } catch {
    // There need not be one.
  }
  // biome-ignore lint/style/noProcessEnv: programs that print the table need this one variable alone.
  const { COMMAND_NAME: typed = '' } = process.env;
  if (typed === '') return defaults.commandName;
  const { schema, expected } = variables.COMMAND_NAME;
  const name = schema.safeParse(typed).data;
  if (name === undefined) throw new Error(`COMMAND_NAME is not what it should be: expected ${expected}`);
  return name;
}
