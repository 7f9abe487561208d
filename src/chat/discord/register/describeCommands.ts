import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Command, Option } from '../../../../commands/command.ts';
import { canComplete } from '../interactions/suggestChoices.ts';

const LONGEST_DESCRIPTION = 100;

/**
 * The command table as Discord registers it: one command, with a subcommand for each of ours. Registered for
 * a server, it can be used in that server alone: contexts and installation types are for global commands.
 */
export function describeCommands(
  commands: readonly Command[],
  commandName: string,
): RESTPostAPIChatInputApplicationCommandsJSONBody[] {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: commandName,
      description: 'What becomes of Threads containers, and how much quota is left',
      options: commands.map(describeCommand),
    },
  ];
}

function describeCommand({ name, description, options }: Command): APIApplicationCommandSubcommandOption {
  const described = Object.entries(options).map(([option, data]) => describeOption(name, option, data));
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description: shorten(description),
    // Discord refuses a required option that comes after an optional one.
    options: described.sort((a, b) => Number(b.required) - Number(a.required)),
  };
}

function describeOption(
  command: string,
  name: string,
  { description, required = false, choices }: Option,
): APIApplicationCommandStringOption {
  const option = {
    type: ApplicationCommandOptionType.String,
    name,
    description: shorten(description),
    required,
  } as const;
  if (choices !== undefined)
    return { ...option, choices: choices.map((each) => ({ name: each, value: each })) };
  return canComplete(command, name) ? { ...option, autocomplete: true } : option;
}

function shorten(description: string): string {
  return description.length <= LONGEST_DESCRIPTION
    ? description
    : `${description.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}
