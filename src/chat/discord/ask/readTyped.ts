import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIApplicationCommandInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord.js';

/** A subcommand as somebody fills it in. */
export interface Typed {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** The option that is being typed, where one is. */
  readonly focused: string | undefined;
}

/** Reads what stands in the form of `/threads …`. @returns `undefined` where it is another form */
export function readTyped(
  { data }: APIApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction,
  commandName: string,
): Typed | undefined {
  if (data.type !== ApplicationCommandType.ChatInput || data.name !== commandName) return undefined;
  const [subcommand] = data.options ?? [];
  if (subcommand?.type !== ApplicationCommandOptionType.Subcommand) return undefined;
  const args: Record<string, string> = {};
  let focused: string | undefined;
  for (const option of subcommand.options ?? []) {
    if (!('value' in option)) continue;
    args[option.name] = String(option.value);
    if ('focused' in option && option.focused === true) focused = option.name;
  }
  return { command: subcommand.name, args, focused };
}
