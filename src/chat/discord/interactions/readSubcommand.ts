import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { z } from 'zod';

/** A subcommand as a person filled it in, or is filling it in. */
export interface Subcommand {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** The option that is being typed; only of an autocompletion. */
  readonly focused?: string | undefined;
}

const optionSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  focused: z.boolean().optional(),
});

const dataSchema = z.object({
  type: z.literal(ApplicationCommandType.ChatInput),
  name: z.string(),
  options: z.tuple([
    z.object({
      type: z.literal(ApplicationCommandOptionType.Subcommand),
      name: z.string(),
      options: z.array(optionSchema).default([]),
    }),
  ]),
});

/** Reads the data of a slash command. @returns `undefined` where it is no subcommand of ours */
export function readSubcommand(data: unknown, commandName: string): Subcommand | undefined {
  const parsed = dataSchema.safeParse(data).data;
  if (parsed?.name !== commandName) return undefined;
  const [{ name: command, options }] = parsed.options;
  const args = options.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const focused = options.find((option) => option.focused === true)?.name;
  return { command, args: Object.fromEntries(args), focused };
}
