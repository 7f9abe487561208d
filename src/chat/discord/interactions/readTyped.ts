import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord.js';
import { z } from 'zod';

/** A subcommand as somebody fills it in. */
export interface Typed {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** The option that is being typed, where one is. */
  readonly focused: string | undefined;
}

const optionSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  focused: z.boolean().optional(),
});

const typedSchema = z.object({
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

/** Reads what stands in the form of `/threads …`. @returns `undefined` where it is another form */
export function readTyped(data: unknown, commandName: string): Typed | undefined {
  const typed = typedSchema.safeParse(data).data;
  if (typed?.name !== commandName) return undefined;
  const [{ name: command, options }] = typed.options;
  const filled = options.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const focused = options.find((option) => option.focused === true)?.name;
  return { command, args: Object.fromEntries(filled), focused };
}
