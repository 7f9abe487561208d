import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import { type Command, isTyped, type Option, USUAL_LONGEST } from '../../../../commands/command.ts';
import { messageCommandsOf } from '../../../../commands/fillForm.ts';

const LONGEST_DESCRIPTION = 100;

/** The most that Discord takes for a text. */
const LONGEST_VALUE = 6_000;

/** The slash command, and the commands that are chosen on a message. */
export type DescribedCommands = readonly [
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  ...RESTPostAPIContextMenuApplicationCommandsJSONBody[],
];

/**
 * The command table as Discord registers it: one slash command, with a subcommand for each command that people type, and
 * a message command for each that can be chosen on a message. They are registered for one server and work only there,
 * so they need no contexts and no installation types.
 */
export function describeCommands(commands: readonly Command[], commandName: string): DescribedCommands {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: commandName,
      description: 'What becomes of Threads containers, and how much quota is left',
      options: commands.filter(isTyped).map(describeCommand),
    },
    ...messageCommandsOf(commands).map(({ name, form }) => ({
      type: ApplicationCommandType.Message as const,
      name: form.onMessage?.name ?? name,
    })),
  ];
}

function describeCommand({
  name,
  description,
  options,
  form,
}: Command): APIApplicationCommandSubcommandOption {
  // What is missing is filled in: Discord would not let people leave a required option out.
  const filledIn = new Set(form?.fields.map(({ option }) => option));
  const described = Object.entries(options).map(([option, { required = false, ...data }]) =>
    describeOption(option, { ...data, required: required && !filledIn.has(option) }),
  );
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
