import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import { type Command, isTyped, type Option, USUAL_LONGEST } from '../../../../commands/command.ts';

const LONGEST_DESCRIPTION = 100;

/** The most that Discord takes for a text. */
const LONGEST_VALUE = 6_000;

/**
 * The command table as Discord registers it: one command, with a subcommand for each that people type. It is
 * registered for one server and works only there, so it needs no contexts and no installation types.
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
      options: commands.filter(isTyped).map(describeCommand),
    },
  ];
}

function describeCommand({ name, description, options }: Command): APIApplicationCommandSubcommandOption {
  const described = Object.entries(options).map(([option, data]) => describeOption(option, data));
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description: shorten(description),
    // Discord refuses a required option that comes after an optional one.
    options: described.sort((a, b) => Number(b.required) - Number(a.required)),
  };
}

function describeOption(
  name: string,
  { description, required = false, choices, completes, longest = USUAL_LONGEST }: Option,
): APIApplicationCommandStringOption {
  const option = {
    type: ApplicationCommandOptionType.String,
    name,
    description: shorten(description),
    required,
    max_length: Math.min(longest, LONGEST_VALUE),
  } as const;
  if (choices !== undefined)
    return { ...option, choices: choices.map((each) => ({ name: each, value: each })) };
  return completes === undefined ? option : { ...option, autocomplete: true };
}

function shorten(description: string): string {
  return description.length <= LONGEST_DESCRIPTION
    ? description
    : `${description.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}
