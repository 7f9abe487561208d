import { isDeepStrictEqual } from 'node:util';
import type { REST } from '@discordjs/rest';
import { type APIApplicationCommand, Routes } from 'discord-api-types/v10';
import type { DescribedCommands } from './describeCommands.ts';

/** Registers a server's commands where Discord has others. @returns whether it had others */
export async function putCommands(
  rest: REST,
  applicationId: string,
  guildId: string,
  described: DescribedCommands,
): Promise<boolean> {
  const route = Routes.applicationGuildCommands(applicationId, guildId);
  const registered = (await rest.get(route)) as APIApplicationCommand[];
  if (areRegistered(registered, described)) return false;
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
  described: DescribedCommands,
): Promise<number> {
  const ours = new Set(described.map(({ name, type }) => `${type} ${name}`));
  const registered = (await rest.get(Routes.applicationCommands(applicationId))) as APIApplicationCommand[];
  const leftOver = registered.filter(({ name, type }) => ours.has(`${type} ${name}`));
  for (const { id } of leftOver) await rest.delete(Routes.applicationCommand(applicationId, id));
  return leftOver.length;
}

/** Whether what Discord answers is what we would register. */
export function areRegistered(registered: readonly Shape[], described: DescribedCommands): boolean {
  return isDeepStrictEqual(inOrder(registered), inOrder(described));
}

/** Discord answers commands of different types in an order of its own. */
function inOrder(commands: readonly Shape[]): unknown[] {
  return commands
    .toSorted((a, b) => (a.type ?? 1) - (b.type ?? 1) || a.name.localeCompare(b.name))
    .map(normalise);
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
