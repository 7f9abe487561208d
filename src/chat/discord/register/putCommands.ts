import { isDeepStrictEqual } from 'node:util';
import type { REST } from '@discordjs/rest';
import {
  type APIApplicationCommand,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord-api-types/v10';

type Described = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Registers a server's commands where Discord has others. @returns whether it had others */
export async function putCommands(
  rest: REST,
  applicationId: string,
  guildId: string,
  described: readonly Described[],
): Promise<boolean> {
  const route = Routes.applicationGuildCommands(applicationId, guildId);
  const registered = (await rest.get(route)) as APIApplicationCommand[];
  if (isDeepStrictEqual(registered.map(normalise), described.map(normalise))) return false;
  await rest.put(route, { body: described });
  return true;
}

/**
 * Removes the commands that are registered for all servers under a name of ours; those of other names are not ours.
 *
 * @returns how many
 */
export async function removeGlobalCommands(
  rest: REST,
  applicationId: string,
  described: readonly Described[],
): Promise<number> {
  const ours = new Set(described.map(({ name }) => name));
  const registered = (await rest.get(Routes.applicationCommands(applicationId))) as APIApplicationCommand[];
  const leftOver = registered.filter(
    ({ name, type }) => ours.has(name) && type === ApplicationCommandType.ChatInput,
  );
  for (const { id } of leftOver) await rest.delete(Routes.applicationCommand(applicationId, id));
  return leftOver.length;
}

interface Shape {
  readonly type?: number | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  readonly options?: readonly Shape[] | undefined;
}

/** A command in the form in which two can be compared: Discord leaves some fields out and fills others in. */
function normalise({
  type = 1,
  name,
  description,
  required,
  autocomplete,
  choices,
  options,
}: Shape): unknown {
  return {
    type,
    name,
    description: description ?? '',
    required: required ?? false,
    autocomplete: autocomplete ?? false,
    choices: (choices ?? []).map((choice) => ({ name: choice.name, value: choice.value })),
    options: (options ?? []).map(normalise),
  };
}
