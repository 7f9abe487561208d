import { isDeepStrictEqual } from 'node:util';
import {
  type APIApplicationCommand,
  type REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';

type Described = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Puts a server's commands where they differ from what Discord has. @returns whether they did */
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

interface Shape {
  readonly type?: number | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  readonly options?: readonly Shape[] | undefined;
}

/** What we say of a command, with what Discord leaves out or fills in made the same. */
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
