import { defaults, variables } from './variables.ts';

/**
 * Reads the name after the slash (COMMAND_NAME). For the programs that only print the command table, so no other variable
 * needs to be set.
 *
 * @throws {Error} if the name is not valid; the message says what was expected
 */
export function readCommandName(): string {
  try {
    process.loadEnvFile();
  } catch {
    // A .env file is optional.
  }
  // biome-ignore lint/style/noProcessEnv: these programs need only this variable.
  const { COMMAND_NAME: raw = '' } = process.env;
  if (raw === '') return defaults.commandName;
  const { schema, expected } = variables.COMMAND_NAME;
  const name = schema.safeParse(raw).data;
  if (name === undefined) throw new Error(`COMMAND_NAME is not valid: expected ${expected}`);
  return name;
}
